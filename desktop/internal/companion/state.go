package companion

import "time"

// State returns what there is to know at a glance.
func (c *Companion) State() State {
	s := State{Trouble: c.trouble(), Waiting: len(c.queue.Waiting())}
	if c.parts.Held != nil {
		s.Held = c.parts.Held()
	}
	var unreachable time.Time
	if c.parts.Server != nil {
		s.Server, unreachable = c.parts.Server()
	}
	_, until, reason, paused := c.pause.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case !c.running:
		s.Kind = Starting
	case len(s.Trouble) > 0:
		s.Kind = Troubled
	case paused:
		s.Kind = Paused
	case !unreachable.IsZero():
		s.Kind = Unreachable
	default:
		s.Kind = Protecting
	}
	if paused {
		s.Until, s.Reason = until, reason
	}
	if s.Kind != c.last {
		c.last, c.since = s.Kind, time.Now()
	}
	s.Since = c.since
	return s
}

func (c *Companion) trouble() []Trouble {
	list := []Trouble{}
	if t, bad := c.policy.trouble(); bad {
		list = append(list, t)
	}
	if _, err := c.accounts.List(); err != nil {
		list = append(list, Trouble{TroubleAccounts, map[string]string{"error": err.Error()}})
	}
	if c.parts.Trouble != nil {
		list = append(list, c.parts.Trouble()...)
	}
	return list
}

// LongestPause is how long a pause may last; zero: there is none.
func (c *Companion) LongestPause() time.Duration {
	if c.parts.LongestPause != nil {
		return c.parts.LongestPause()
	}
	if c.parts.Server != nil {
		if name, _ := c.parts.Server(); name != "" {
			return 0
		}
	}
	return time.Hour
}

// Pause has mails pass unasked for a while, each recorded with the reason. What is blocked, held, approved or changed is so all the
// same. ErrNoPause, ErrNoReason, *PauseError.
func (c *Companion) Pause(length time.Duration, reason string) error {
	if err := c.pause.begin(length, c.LongestPause(), reason, func() { c.changed(Status) }); err != nil {
		return err
	}
	c.changed(Status)
	return nil
}

// Resume ends a pause.
func (c *Companion) Resume() {
	c.pause.resume()
	c.changed(Status)
}
