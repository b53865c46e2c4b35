//go:build e2e && linux && desktop

package main

// This file and automation_e2e.c are in builds for the window's tests alone: they let WebKitWebDriver drive the web view.

// #cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
import "C"
