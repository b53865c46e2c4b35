// Command sekisho checks outgoing mail.
package main

func main() {}
