package main

// makers build files that are better not kept anywhere: what looks like a program or a macro. The argument is the recipe's own.
var makers = map[string]func(argument string) ([]byte, error){}
