// Package peers measures the engine beside other policy engines on the same policy and the same mails, in one run. It is a module
// of its own, so that what they depend on stays out of the product's.
//
// It says how the engines compare where the rules are the same; it says nothing of what only one of them can do.
package peers
