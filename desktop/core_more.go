package main

// unavailable is the problem of what this installation cannot do.
func unavailable() error { return &Problem{Code: "unavailable", Args: map[string]string{}} }

// ClientSetup implements programBound.
func (s *service) ClientSetup() ([]Program, error) { return []Program{}, nil }

// ApplyClientSetup implements programBound.
func (s *service) ApplyClientSetup(string, string) error { return unavailable() }

// UndoClientSetup implements programBound.
func (s *service) UndoClientSetup(string, string) error { return unavailable() }
