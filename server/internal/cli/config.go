package cli

import (
	"context"
	"io"
	"os"
	"strings"

	"sekisho/server/internal/config"
	"sekisho/server/internal/connector"
	"sekisho/server/internal/service"
)

// configCommand helps to write and to check the configuration.
func configCommand(_ context.Context, args []string, s Streams) int {
	if len(args) == 0 {
		return complain(s, "config: say what to do: sample, check, password USER")
	}
	if asksForHelp(s, "config", args[0]) {
		return exitOK
	}
	switch args[0] {
	case "sample":
		return configSample(args[1:], s)
	case "check":
		return configCheck(args[1:], s)
	case "password":
		return configPassword(args[1:], s)
	}
	return complain(s, "config: %q is not known; there are sample, check and password", args[0])
}

// configSample prints a file that says what each key means.
func configSample(args []string, s Streams) int {
	f := flags("config sample")
	if status, done := parse(f, args, s); done {
		return status
	}
	if status, done := nothingElse(f, s); done {
		return status
	}
	s.printf("%s", config.Sample())
	return exitOK
}

// configCheck says what a server with this configuration would lack. Status 1: something that matters.
func configCheck(args []string, s Streams) int {
	f := dataFlags("config check")
	lang := f.String("lang", "ja", "language of the sentences, ja or en")
	if status, done := parse(f, args, s); done {
		return status
	}
	if status, done := nothingElse(f, s); done {
		return status
	}
	if *lang != "ja" && *lang != "en" {
		return complain(s, "config check: --lang is %q; it is ja or en", *lang)
	}
	c, err := config.Load(f, os.Environ())
	if err != nil {
		return complain(s, "config check: %v", err)
	}
	return tellLacks(s, service.Lacks(c), *lang == "ja")
}

func tellLacks(s Streams, lacks []service.Lack, japanese bool) int {
	status := exitOK
	for _, l := range lacks {
		word, text := "note", l.EN
		if japanese {
			word, text = "参考", l.JA
		}
		if l.Serious {
			status, word = exitFound, "LACK"
			if japanese {
				word = "不足"
			}
		}
		s.printf("%s\n", plain(word+"  "+l.Key+": "+text))
	}
	switch {
	case status == exitOK && japanese:
		s.printf("この設定で動きます。\n")
	case status == exitOK:
		s.printf("The server can work with this configuration.\n")
	}
	return status
}

const passwordMost = 1024 // octets

// configPassword makes a line for a connector's file of logins, of the password on stdin.
func configPassword(args []string, s Streams) int {
	f := flags("config password")
	if status, done := parse(f, args, s); done {
		return status
	}
	user := f.Arg(0)
	if f.NArg() != 1 || user == "" || strings.ContainsAny(user, ":\r\n\x00") || strings.HasPrefix(user, "#") {
		return complain(s, "config password: name one user, without colons; the password is read from stdin")
	}
	line, err := io.ReadAll(io.LimitReader(s.In, passwordMost+1))
	if err != nil {
		return complain(s, "config password: %v", err)
	}
	password, _, _ := strings.Cut(string(line), "\n")
	password = strings.TrimSuffix(password, "\r")
	switch {
	case len(line) > passwordMost:
		return complain(s, "config password: a password has at most %d octets", passwordMost)
	case len([]rune(password)) < 12:
		return complain(s, "config password: write the password, of 12 characters or more, to stdin: openssl rand -base64 18 | tee /dev/tty | sekisho config password %s", user)
	}
	s.printf("%s:%s\n", user, connector.Hash(password))
	return exitOK
}
