package policy

import "time"

// Facts is what callers know beside the message (policy language, section 10). Every field is optional; one that is not set says nothing.
type Facts struct {
	Now      time.Time           `json:"now,omitzero"`
	Sender   SenderFacts         `json:"sender,omitzero"`
	People   []Mailbox           `json:"people,omitempty"`
	Contacts []string            `json:"contacts,omitempty"`
	History  *History            `json:"history,omitempty"`
	Members  map[string][]string `json:"members,omitempty"` // list address -> members
	TLS      map[string]string   `json:"tls,omitempty"`     // domain -> state
	Thread   *Thread             `json:"thread,omitempty"`
	Pasted   *Pasted             `json:"pasted,omitempty"`
	Links    map[string]string   `json:"links,omitempty"` // host -> reason
	Known    []string            `json:"known,omitempty"` // domains
	Offline  *Offline            `json:"offline,omitempty"`
	Late     []string            `json:"late,omitempty"` // names of facts that were asked for and came too late
}

// SenderFacts is what the directory says of the sender.
type SenderFacts struct {
	Account          string   `json:"account,omitempty"`
	Name             string   `json:"name,omitempty"`
	Groups           []string `json:"groups,omitempty"`
	Manager          string   `json:"manager,omitempty"`
	PrivateAddresses []string `json:"privateAddresses,omitempty"`
	Language         string   `json:"language,omitempty"` // ja or en; empty: unknown
}

// History counts earlier sends of this sender.
type History struct {
	Addresses map[string]int `json:"addresses,omitempty"`
	Domains   map[string]int `json:"domains,omitempty"`
	// Colleagues is how many other people of the organization have written to a domain.
	Colleagues map[string]int `json:"colleagues,omitempty"`
	// From is the address the sender usually writes from to a recipient or, where the key has no "@", to a domain.
	From map[string]string `json:"from,omitempty"`
	// Together counts mails that went to two domains at once. The key is both, in alphabetical order, with a blank between.
	Together map[string]int `json:"together,omitempty"`
}

// Thread is what is known of the mail being answered.
type Thread struct {
	Compose    string   `json:"compose,omitempty"`
	Recipients []string `json:"recipients,omitempty"`
	WasBcc     bool     `json:"wasBcc,omitempty"`
}

// Pasted is what was pasted into the body.
type Pasted struct {
	Chars     int  `json:"chars,omitempty"`
	OtherMail bool `json:"otherMail,omitempty"`
}

// Offline tells that the door works without its server.
type Offline struct {
	Since  time.Time `json:"since,omitzero"`
	Policy bool      `json:"policy"`
}
