package manifest

// Event is what starts the add-in's handlers in the manifests with Smart Alerts.
type Event struct {
	Type     string // name in the add-in-only manifest
	Unified  string // name in the unified manifest
	Function string // what the launch event's script associates
	Mailbox  int    // requirement set 1.x that has it
	Sends    bool   // stops the item until the handler is done; takes a send mode
}

// Events are all events that our manifests name, the two that send first. OnMessageCompose is not among them: it comes for
// drafts too, where the recipients are no longer those of the mail that is answered, and for a new mail both would come.
func Events() []Event {
	return []Event{
		{"OnMessageSend", "messageSending", "onMessageSendHandler", 12, true},
		{"OnAppointmentSend", "appointmentSending", "onAppointmentSendHandler", 12, true},
		{"OnNewMessageCompose", "newMessageComposeCreated", "onNewMessageComposeHandler", 10, false},
		{"OnMessageRecipientsChanged", "messageRecipientsChanged", "onMessageRecipientsChangedHandler", 11, false},
		{"OnMessageAttachmentsChanged", "messageAttachmentsChanged", "onMessageAttachmentsChangedHandler", 11, false},
		{"OnMessageFromChanged", "messageFromChanged", "onMessageFromChangedHandler", 13, false},
		{"OnNewAppointmentOrganizer", "newAppointmentOrganizerCreated", "onNewAppointmentOrganizerHandler", 10, false},
		{"OnAppointmentAttendeesChanged", "appointmentAttendeesChanged", "onAppointmentAttendeesChangedHandler", 11, false},
		{"OnAppointmentAttachmentsChanged", "appointmentAttachmentsChanged", "onAppointmentAttachmentsChangedHandler", 11, false},
	}
}

// ItemSendFunction is the global function of itemsend.html that the older send event calls.
const ItemSendFunction = "onItemSendHandler"
