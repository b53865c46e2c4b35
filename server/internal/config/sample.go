package config

import _ "embed" // the sample

//go:embed sekisho.sample.yaml
var sampleFile string

// Sample returns a configuration file that says what each key means and has every default. Read by Load it comes to Default.
func Sample() string { return sampleFile }
