package main

import "os"

// claim returns standard output, which nobody else inherits here.
func claim() (*os.File, error) { return os.Stdout, nil }
