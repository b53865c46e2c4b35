package cli

import (
	"os/exec"
	"runtime"
)

// openBrowser opens an address in the person's browser. The address is ours, made from a provider's https address.
func openBrowser(address string) error {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", address) //nolint:gosec,noctx // see above; it outlives the command
	case "darwin":
		cmd = exec.Command("open", address) //nolint:gosec,noctx // see above
	default:
		cmd = exec.Command("xdg-open", address) //nolint:gosec,noctx // see above
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // so that it leaves no zombie; how it ends is the browser's affair
	return nil
}
