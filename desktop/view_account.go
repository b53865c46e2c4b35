package main

// Account is one mail address that the companion stands in front of.
type Account struct {
	ID      string `json:"id"`
	Address string `json:"address"`
	Name    string `json:"name"`
	// Login is the user name at the provider and at the companion.
	Login string `json:"login"`
	// Upstream is the provider's server, host:port.
	Upstream string `json:"upstream"`
	// Security is starttls, implicit or none.
	Security string `json:"security"`
	// Auth is passthrough, password or oauth.
	Auth     string `json:"auth"`
	Provider string `json:"provider"`
	// SignIn tells that the person has to sign in at the provider before mail can leave.
	SignIn bool `json:"signIn"`
}

// Proposal is what was found out about an address.
type Proposal struct {
	Address  string `json:"address"`
	Login    string `json:"login"`
	Upstream string `json:"upstream"`
	Security string `json:"security"`
	Auth     string `json:"auth"`
	Provider string `json:"provider"`
	// Source is where it was found: one of package account's sources; empty: nothing was found and the person has to say.
	Source string `json:"source"`
	// Ask tells that a person should look at the server's name before anything goes there.
	Ask bool `json:"ask"`
}

// NewAccount is what the person settled on.
type NewAccount struct {
	Address  string `json:"address"`
	Name     string `json:"name"`
	Login    string `json:"login"`
	Upstream string `json:"upstream"`
	Security string `json:"security"`
	Auth     string `json:"auth"`
	Provider string `json:"provider"`
	// Password is the provider's password, to be kept; empty unless Auth is password.
	Password string `json:"password"`
}

// TestResult is what a connection to the provider came to.
type TestResult struct {
	OK bool `json:"ok"`
	// Said is what happened at the last step, and what to do if it failed, in the person's language.
	Said string `json:"said"`
}

// Local is how a mail program reaches the companion for one account.
type Local struct {
	Host     string `json:"host"`
	TLS      int    `json:"tls"`      // port with TLS from the start
	StartTLS int    `json:"startTLS"` // port with STARTTLS
	Login    string `json:"login"`
	// Password is the one the companion made; empty where the provider's own is passed on.
	Password string `json:"password"`
	// Certificate is the file of the authority that the mail program has to trust.
	Certificate string `json:"certificate"`
}

// Guide is what to do in one mail program.
type Guide struct {
	// Program names it: thunderbird, apple, becky and so on.
	Program string   `json:"program"`
	Title   string   `json:"title"`
	Steps   []string `json:"steps"`
	// Snippet is a text to copy into a file; empty: there is none.
	Snippet string `json:"snippet"`
}

// Program is a mail program of this machine, and whether it sends through the companion.
type Program struct {
	// ID names it: thunderbird, apple.
	ID string `json:"id"`
	// Profile tells several of one kind apart; empty where there is one.
	Profile string `json:"profile"`
	// State is ready (sends through the companion), absent (does not) or partly.
	State string `json:"state"`
	// Running tells that it has to be closed first.
	Running bool `json:"running"`
	// Undo tells whether there is something to undo.
	Undo bool `json:"undo"`
}
