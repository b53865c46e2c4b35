// Command sekisho-desktop checks the mail of every mail program on this machine before it leaves.
package main

func main() {}
