package main

// Settings are the person's own.
type Settings struct {
	// Language is ja, en or empty for the system's.
	Language string `json:"language"`
	// Autostart starts the companion, without a window, at login.
	Autostart bool `json:"autostart"`
	// Notifications tells in the system's way about what happens while the window is hidden.
	Notifications bool `json:"notifications"`
	// OnTop keeps the window before all others while a mail waits.
	OnTop bool `json:"onTop"`
}

// Report says how the companion is, piece by piece.
type Report struct {
	Version string  `json:"version"`
	Checks  []Check `json:"checks"`
	// Files are the places of all that is written, by name.
	Files []File `json:"files"`
	// Text is the report in English for whoever helps, without addresses or subjects.
	Text string `json:"text"`
}

// Check is one thing that was looked at, in the person's language.
type Check struct {
	// State is ok, warning or trouble.
	State string `json:"state"`
	Title string `json:"title"`
	Said  string `json:"said"`
}

// File is a place where something is kept, and what it is for in the person's language.
type File struct {
	Name string `json:"name"`
	Path string `json:"path"`
}

// Enrolment connects the companion with an organisation's server.
type Enrolment struct {
	Server string `json:"server"`
	Code   string `json:"code"`
}
