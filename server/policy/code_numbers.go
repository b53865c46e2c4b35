package policy

// code is the number of a finding code: its place in codeTable. What judges a mail compares and looks up numbers; names are for
// verdicts and policies.
type code uint8

// The codes, in the order of the table.
const (
	codeRecipientExternal code = iota
	codeRecipientPrivateAddress
	codeRecipientOwnPrivate
	codeRecipientOwnPrivateLikely
	codeRecipientDisposable
	codeRecipientInvalid
	codeRecipientUnusualForm
	codeRecipientUndeliverable
	codeRecipientDuplicate
	codeRecipientFirstTime
	codeRecipientFirstTimeDomain
	codeRecipientLookAlike
	codeRecipientTypo
	codeRecipientOtherMailbox
	codeRecipientNamesake
	codeRecipientNameMismatch
	codeRecipientGroupAddress
	codeRecipientUnexpandedList
	codeRecipientExternalMember
	codeRecipientAdded
	codeRecipientAddedDomain
	codeRecipientAddedOutsider
	codeRecipientNoTLS
	codeRecipientTLSUnknown
	codeRecipientBccMixed
	codeRecipientUnusualCompany
	codeRecipientListed
	codeRecipientMissing
	codeRecipientMany
	codeRecipientManyVisible
	codeRecipientManyDomains
	codeRecipientMixedCompanies

	codeSenderFromDiffers
	codeSenderSharedMailbox
	codeSenderReplyToDiffers
	codeSenderUnknown
	codeSenderUnusualFrom

	codeAttachmentToExternal
	codeAttachmentEncrypted
	codeAttachmentMacro
	codeAttachmentExecutable
	codeAttachmentDisguised
	codeAttachmentDeceptiveName
	codeAttachmentUninspectable
	codeAttachmentBomb
	codeAttachmentMissing
	codeAttachmentOtherPartner
	codeAttachmentListed
	codeAttachmentTooLarge
	codeAttachmentMany

	codeContentOtherPartner
	codeContentPartnerNotNamed
	codeContentOtherPerson
	codeContentPassword
	codeContentShareLink
	codeContentPublicLink
	codeContentBadLink
	codeContentWords
	codeContentPattern

	codePersonalMyNumber
	codePersonalCard
	codePersonalBankAccount
	codePersonalDriversLicence
	codePersonalPassport
	codePersonalResidenceCard
	codePersonalResidentRecord
	codePersonalPensionNumber
	codePersonalHealthInsurance
	codePersonalPhone
	codePersonalAddress
	codePersonalEmail
	codePersonalBirthDate
	codePersonalCorporateNumber
	codePersonalRecords
	codeMailNoSubject
	codeMailNoBody
	codeMailReplyAll
	codeMailBccReplyAll
	codeMailPasted
	codeTimeOutsideHours

	codePolicyExempt
	codePolicyRule

	codeFactsIncomplete

	codeDoorOffline
	codeDoorNoPolicy
	codeCount
)

// codeNames are the codes as findings carry them.
var codeNames = func() (names [codeCount]string) {
	for i, c := range codeTable {
		names[i] = c.String()
	}
	return names
}()

// codeNumbers finds the number of a code by its name.
var codeNumbers = func() map[string]code {
	numbers := make(map[string]code, len(codeNames))
	for i, name := range codeNames {
		numbers[name] = code(i)
	}
	return numbers
}()

func (c code) String() string { return codeNames[c] }
