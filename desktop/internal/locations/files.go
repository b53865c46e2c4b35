package locations

// Accounts is the file of accounts, without secrets.
func (p Places) Accounts() string { return p.join(p.Config, "accounts.json") }

// Settings is the file of what a person chose in the settings.
func (p Places) Settings() string { return p.join(p.Config, "settings.json") }

// Providers is the file of the sign-in services' client ids that a person set.
func (p Places) Providers() string { return p.join(p.Config, "providers.json") }

// ManagedProviders is the same file as an administrator sets it for all users of the computer. It is only read.
func (p Places) ManagedProviders() string { return p.join(p.Managed, "providers.json") }

// Vault is the file of encrypted secrets.
func (p Places) Vault() string { return p.join(p.State, "vault.json") }

// VaultKey is the vault's key, where the system has no keychain.
func (p Places) VaultKey() string { return p.join(p.State, "vault.key") }

// Refresh is locked while a token is renewed.
func (p Places) Refresh() string { return p.join(p.State, "refresh") }

// Certificate is the local authority's certificate for mail programs to trust. It is not secret.
func (p Places) Certificate() string { return p.join(p.State, "sekisho-ca.pem") }

// Database is the SQLite file of history, audit queue and held mail; SQLite makes two more beside it.
func (p Places) Database() string { return p.join(p.State, "sekisho.db") }

// Outbox is the folder of encrypted mails that a policy holds.
func (p Places) Outbox() string { return p.join(p.State, "outbox") }

// Spool is the folder of mails while they are being decided on. They are gone when the program ends.
func (p Places) Spool() string { return p.join(p.State, "spool") }

// Policy is the organisation's policy as its server signed it.
func (p Places) Policy() string { return p.join(p.State, "policy.json") }

// Clients is the record of what was changed in mail programs, by which it is undone.
func (p Places) Clients() string { return p.join(p.State, "clients.json") }

// ClientBackups is the folder of mail programs' files as they were before they were changed.
func (p Places) ClientBackups() string { return p.join(p.State, "clients") }

// AppleProfile is the configuration profile for Apple Mail, which is there for ten minutes.
func (p Places) AppleProfile() string { return p.join(p.State, "sekisho.mobileconfig") }

// Instance is the lock that only one running program holds.
func (p Places) Instance() string { return p.join(p.State, "instance.lock") }

// Door says how a second start reaches the one that runs.
func (p Places) Door() string { return p.join(p.State, "instance.json") }

// PDFium is the folder of compiled code for reading PDF files.
func (p Places) PDFium() string { return p.join(p.Cache, "pdfium") }

// WebView is the folder in which the window's browser keeps what it likes.
func (p Places) WebView() string { return p.join(p.Cache, "webview") }

// Opened is the folder of copies of files that a person looked into. They are gone when the program ends.
func (p Places) Opened() string { return p.join(p.Cache, "opened") }

// LogFile is the log; the one before it ends in .1.
func (p Places) LogFile() string { return p.join(p.Log, "sekisho.log") }

// Kind says what a File is.
type Kind string

// The kinds of what is written.
const (
	KindFile     Kind = "file"
	KindFolder   Kind = "folder"   // and what is in it
	KindRegistry Kind = "registry" // a value of the Windows registry
	KindKeychain Kind = "keychain" // an entry of the system's keychain
)

// File is one thing that the program writes. A * in its path stands for a time.
type File struct {
	Code   string // names its description, see About
	Path   string
	Kind   Kind
	Secret bool // it holds secrets, encrypted or as a key
	Lock   bool // an empty file that only serves to be locked
}

// Keychain is the name under which the vault's key stands in the system's keychain.
const Keychain = "Sekisho"

// Files lists everything that the program writes, folders before what is in them. Removing all of it removes every trace, less what
// `client undo` takes back in mail programs.
func (p Places) Files() []File {
	autostart := KindFile
	if p.system == "windows" && !p.together {
		autostart = KindRegistry
	}
	return []File{
		{Code: "config", Path: p.Config, Kind: KindFolder},
		{Code: "accounts", Path: p.Accounts(), Kind: KindFile},
		{Code: "accounts-lock", Path: p.Accounts() + LockSuffix, Kind: KindFile, Lock: true},
		{Code: "settings", Path: p.Settings(), Kind: KindFile},
		{Code: "providers", Path: p.Providers(), Kind: KindFile},
		{Code: "state", Path: p.State, Kind: KindFolder},
		{Code: "vault", Path: p.Vault(), Kind: KindFile, Secret: true},
		{Code: "vault-aside", Path: p.Vault() + ".lost-*", Kind: KindFile, Secret: true},
		{Code: "vault-lock", Path: p.Vault() + LockSuffix, Kind: KindFile, Lock: true},
		{Code: "refresh-lock", Path: p.Refresh() + LockSuffix, Kind: KindFile, Lock: true},
		{Code: "vault-key", Path: p.VaultKey(), Kind: KindFile, Secret: true},
		{Code: "vault-keychain", Path: Keychain, Kind: KindKeychain, Secret: true},
		{Code: "certificate", Path: p.Certificate(), Kind: KindFile},
		{Code: "certificate-lock", Path: p.Certificate() + LockSuffix, Kind: KindFile, Lock: true},
		{Code: "database", Path: p.Database(), Kind: KindFile},
		{Code: "database-wal", Path: p.Database() + "-wal", Kind: KindFile},
		{Code: "database-shm", Path: p.Database() + "-shm", Kind: KindFile},
		{Code: "database-aside", Path: p.Database() + ".damaged-*", Kind: KindFile},
		{Code: "outbox", Path: p.Outbox(), Kind: KindFolder},
		{Code: "spool", Path: p.Spool(), Kind: KindFolder},
		{Code: "policy", Path: p.Policy(), Kind: KindFile},
		{Code: "clients", Path: p.Clients(), Kind: KindFile},
		{Code: "clients-lock", Path: p.Clients() + LockSuffix, Kind: KindFile, Lock: true},
		{Code: "client-backups", Path: p.ClientBackups(), Kind: KindFolder},
		{Code: "apple-profile", Path: p.AppleProfile(), Kind: KindFile, Secret: true},
		{Code: "instance", Path: p.Instance(), Kind: KindFile, Lock: true},
		{Code: "door", Path: p.Door(), Kind: KindFile, Secret: true},
		{Code: "cache", Path: p.Cache, Kind: KindFolder},
		{Code: "pdfium", Path: p.PDFium(), Kind: KindFolder},
		{Code: "webview", Path: p.WebView(), Kind: KindFolder},
		{Code: "opened", Path: p.Opened(), Kind: KindFolder},
		{Code: "log", Path: p.Log, Kind: KindFolder},
		{Code: "log-file", Path: p.LogFile(), Kind: KindFile},
		{Code: "log-file-before", Path: p.LogFile() + ".1", Kind: KindFile},
		{Code: "autostart", Path: p.Autostart, Kind: autostart},
	}
}
