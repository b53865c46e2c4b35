package tray

func possible() bool { return true }

// Hosted tells whether the desktop has a place for icons; Windows always has.
func Hosted() bool { return true }

func encode(state string) ([]byte, error) { return icoOf(state) }
