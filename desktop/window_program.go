package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"

	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/screen"
)

// windowNames are where the window's program is, from the folder of this one: beside it, or where packages for Linux put what nobody
// calls by name.
func windowNames() []string {
	const name = "sekisho-desktop-window"
	if runtime.GOOS == "windows" {
		return []string{name + ".exe"}
	}
	return []string{name, filepath.Join("..", "lib", "sekisho-desktop", name)}
}

// windowProgram is the window's program of this installation, not started yet.
func windowProgram(p locations.Places, onTop bool) (*exec.Cmd, error) {
	own, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the window's program: %w", err)
	}
	for _, name := range windowNames() {
		file := filepath.Join(filepath.Dir(own), name)
		if info, err := os.Stat(file); err != nil || info.IsDir() {
			continue
		}
		args := []string{"--attached", "--data", p.WebView()}
		if onTop {
			args = append(args, "--on-top")
		}
		return exec.Command(file, args...), nil //nolint:gosec,noctx // of this installation; it ends with its pipe
	}
	return nil, fmt.Errorf("%s is not there; the packages have it", filepath.Join(filepath.Dir(own), windowNames()[0]))
}

// pane is the window as App moves it.
type pane struct{ host *screen.Host }

func (p *pane) show(onTop bool)      { p.host.Show(onTop) }
func (p *pane) lower()               { p.host.Lower() }
func (p *pane) hide()                { p.host.Hide() }
func (p *pane) changed(topic string) { p.host.Changed(topic) }

// newHost is what shows the window of an App.
func newHost(ctx context.Context, app *App, o flags, p locations.Places, log *slog.Logger) *screen.Host {
	command := func(onTop bool) (*exec.Cmd, error) { return windowProgram(p, onTop) }
	if o.noWindow {
		command = func(bool) (*exec.Cmd, error) { return nil, errors.New("the program was started with --no-window") }
	}
	return screen.New(screen.Options{
		Command: command, Serve: serveCalls(app), Failure: func(err error) any { return problemOf(err) },
		Ready: app.hasWindow, Closed: app.closed, Gone: func(err error) { app.noWindow(ctx, err) }, Log: log,
	})
}

var errCall = errors.New("desktop: the window calls what there is not")

// serveCalls carries out what a page calls: the methods of Bound, and no others of the value behind it.
func serveCalls(b Bound) func(name string, args []json.RawMessage) (any, error) {
	bound, carried := reflect.TypeFor[Bound](), reflect.ValueOf(b)
	return func(name string, args []json.RawMessage) (any, error) {
		if _, there := bound.MethodByName(name); !there {
			return nil, fmt.Errorf("%w: no method %q", errCall, name)
		}
		method := carried.MethodByName(name)
		if len(args) != method.Type().NumIn() {
			return nil, fmt.Errorf("%w: %s with %d arguments", errCall, name, len(args))
		}
		in := make([]reflect.Value, len(args))
		for i, data := range args {
			arg := reflect.New(method.Type().In(i))
			if err := json.Unmarshal(data, arg.Interface()); err != nil {
				return nil, fmt.Errorf("%w: %s: %w", errCall, name, err)
			}
			in[i] = arg.Elem()
		}
		return results(method.Call(in))
	}
}

// results are what a bound method returns: a value, an error, both or neither.
func results(out []reflect.Value) (value any, err error) {
	for _, v := range out {
		if e, is := v.Interface().(error); is {
			err = e
		} else if v.Type() != reflect.TypeFor[error]() {
			value = v.Interface()
		}
	}
	return value, err
}
