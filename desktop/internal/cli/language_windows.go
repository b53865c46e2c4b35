package cli

import (
	"strings"

	"golang.org/x/sys/windows"
)

// systemLanguage is that of the person's Windows.
func systemLanguage() string {
	names, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	return either(err == nil && len(names) > 0 && strings.HasPrefix(names[0], "ja"), "ja", "en")
}
