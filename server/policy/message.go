package policy

// Kind is what sort of item is being sent.
type Kind string

// The kinds of item.
const (
	KindMail     Kind = "mail"
	KindMeeting  Kind = "meeting"
	KindTask     Kind = "task"
	KindResponse Kind = "response"
)

// Field is the header field that names a recipient. Meetings map required to to, optional to cc, resource to bcc.
type Field string

// The recipient fields, most visible first.
const (
	FieldTo  Field = "to"
	FieldCc  Field = "cc"
	FieldBcc Field = "bcc"
)

// Mailbox is an address as written and the display name beside it. Both may be empty.
type Mailbox struct {
	Address string `json:"address"`
	Name    string `json:"name"`
}

// Recipient is one recipient as written; Evaluate normalises.
type Recipient struct {
	Address  string `json:"address"` // may be empty: a group or list that nobody expanded
	Name     string `json:"name"`
	Field    Field  `json:"field"`
	Envelope bool   `json:"envelope"`       // the mail will be delivered to it; false: only visible in a header
	List     bool   `json:"list,omitempty"` // the client says that it stands for several people
}

// Message is one mail as the rules see it. Doors build it (package message from bytes, package check from a draft); it holds no contents but text.
type Message struct {
	Kind        Kind
	Compose     string // new, reply, reply-all, forward, auto-forward, draft; empty: new
	Account     string // the signed-in account where the door knows it; empty: From
	From        Mailbox
	ReplyTo     []Mailbox
	Recipients  []Recipient
	Subject     string
	Body        string // plain text: text/plain parts, else text/html without markup
	Attachments []Attachment
	// Original are the recipients of the mail that is being answered; HasOriginal tells none from unknown.
	Original    []string
	HasOriginal bool
	// Protected names what must not be changed inside: "smime-signed", "smime-encrypted", "pgp-signed", "pgp-encrypted", "dkim-signed". Empty: nothing.
	Protected []string
	// Malformed are reasons why parts of the message could not be decided, in the walker's words (kebab-case codes).
	Malformed []string
	// Anchors are the links of HTML parts: what is shown, and where it leads.
	Anchors []Anchor `json:",omitempty"`
	// Personal, Records and Links are what detectors found in the texts of the message. Package check fills them in.
	Personal []Personal `json:",omitempty"`
	Records  []Records  `json:",omitempty"`
	Links    []WebLink  `json:",omitempty"`
}

// Anchor is a link as HTML has it.
type Anchor struct {
	Text string `json:"text"` // what a reader sees, white space folded
	URL  string `json:"url"`  // where it leads, as written
}

// Place is where in a message something stands.
type Place struct {
	Where  string `json:"where"`            // subject, body, files
	File   int    `json:"file"`             // with files: the attachment's number in Message.Attachments; else 0
	Inside string `json:"inside,omitempty"` // with files: the path in the container; empty: the attachment itself
}

// Personal are the values of one kind, with one confidence, in one place. The values themselves are not kept.
type Personal struct {
	Place
	Kind       string `json:"kind"`       // name of a personal.* code: my-number, card …
	Confidence string `json:"confidence"` // low, medium, high
	// Values number the distinct values within the message: the same value has the same number wherever it stands.
	Values []int32 `json:"values"`
	Sample string  `json:"sample"` // the first value, masked
}

// Records are the persons listed in one place, one a row.
type Records struct {
	Place
	Count int      `json:"count"`
	Kinds []string `json:"kinds"` // what stands in the rows: name, phone, address …
}

// WebLink is an address on the web that a detector has something to say about.
type WebLink struct {
	Place
	Flag   string `json:"flag"`   // name of a content.* code: share-link, public-link, bad-link
	Host   string `json:"host"`   // lower case, A-labels
	Reason string `json:"reason"` // kebab-case: other-host, ip-address, punycode …; of shares the service
}

// Attachment is one file: an attachment, or a file inside one.
type Attachment struct {
	Name     string   `json:"name"`             // the name a reader sees
	Names    []string `json:"names,omitempty"`  // every name the part can have, Name first; one name: nil
	Size     int64    `json:"size"`             // decoded octets
	Type     string   `json:"type"`             // MIME type by content
	Declared string   `json:"declared"`         // MIME type the sender's client declared
	SHA256   string   `json:"sha256,omitempty"` // hex, of the decoded content; empty: unknown
	Inline   bool     `json:"inline"`           // an embedded picture
	Item     bool     `json:"item"`             // an attached Outlook item: fingerprinted by name only
	// Marks are the attachment.* findings of package attach, without the area: "encrypted", "macro" ….
	Marks []Mark `json:"marks,omitempty"`
	// Text is what could be read of the content, at most 1 MiB; empty if nothing.
	Text string `json:"-"`
	// NoText is why Text is not all there is: late, partial, corrupt, limit, time, encrypted, unsupported. Empty: it is, or texts of
	// such files are not read, or nobody asked for it.
	NoText string `json:"noText,omitempty"`
	// Inside are the files in a container, in its order.
	Inside []Attachment `json:"inside,omitempty"`
}

// Mark is one thing a detector saw in a file.
type Mark struct {
	Flag string         `json:"flag"` // encrypted, macro, executable, disguised, deceptive-name, uninspectable, bomb
	Args map[string]any `json:"args,omitempty"`
}
