package spool

import "errors"

// Foreign tells whether a file is somebody else's mail: it has an age header that the owner of key cannot open. Such a file belongs to
// another organisation, or to another database in whose place ours stands, and nobody who has only key may say that it is not wanted.
// A file that is no mail at all is nobody's.
func (s *Spool) Foreign(name Name, key Key) (bool, error) {
	r, err := s.Read(name, key, "")
	switch {
	case err == nil:
		return false, r.Close()
	case errors.Is(err, ErrMissing), errors.Is(err, errNoHeader):
		return false, nil
	case errors.Is(err, ErrDamaged):
		return true, nil
	}
	return false, err
}
