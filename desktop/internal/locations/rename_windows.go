package locations

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// rename replaces path. Windows refuses that while another process reads the file, which ours do for milliseconds, and virus scanners
// for some more.
func rename(from, path string) error {
	var err error
	for range 50 {
		if err = os.Rename(from, path); !errors.Is(err, windows.ERROR_ACCESS_DENIED) && !errors.Is(err, windows.ERROR_SHARING_VIOLATION) {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
	return err
}
