package main

import "time"

// unavailable is the problem of what this installation cannot do.
func unavailable() error { return &Problem{Code: "unavailable", Args: map[string]string{}} }

// Held implements heldBound. Without an outbox nothing is held.
func (s *service) Held() ([]Held, error) { return []Held{}, nil }

// SendNow implements heldBound.
func (s *service) SendNow(string) error { return unavailable() }

// Discard implements heldBound.
func (s *service) Discard(string) error { return unavailable() }

// SetTime implements heldBound.
func (s *service) SetTime(string, time.Time) error { return unavailable() }

// ClientSetup implements programBound.
func (s *service) ClientSetup() ([]Program, error) { return []Program{}, nil }

// ApplyClientSetup implements programBound.
func (s *service) ApplyClientSetup(string, string) error { return unavailable() }

// UndoClientSetup implements programBound.
func (s *service) UndoClientSetup(string, string) error { return unavailable() }

// Enrol implements selfBound.
func (s *service) Enrol(Enrolment) error { return unavailable() }
