package pass

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"sekisho/server/policy"
)

// DeviceKey returns the fingerprint key of one device. Whoever has it can neither compute nor check the fingerprints of the
// organisation or of another device.
func DeviceKey(k Key, device string) Key {
	c := newCanon(k, "sekisho device key 1")
	c.text(device)
	return Key(c.mac.Sum(nil))
}

// signerPrefix begins the name of a device's key: no device can be called as the server's.
const signerPrefix = "device/"

// DeviceSigner is the name under which passes of a device are signed.
func DeviceSigner(device string) string { return signerPrefix + device }

// Device returns the device that a pass says it is signed by; empty: it says nothing of the kind. Nothing is verified.
func Device(token string) string {
	if len(token) > maxToken || !oneForm(token) {
		return ""
	}
	head, _, err := jwt.NewParser(jwt.WithStrictDecoding()).ParseUnverified(token, &wire{})
	if err != nil {
		return ""
	}
	id, ok := strings.CutPrefix(keyID(head), signerPrefix)
	if !ok {
		return ""
	}
	return id
}

// markSize is the octets of one mark. A device's key keeps others from looking for two things with one mark.
const markSize = 6

// Marks says what a person confirmed of a mail, for a pass that reaches the gateway before any record does: who gets the mail, and
// every item, question and word, each as a keyed hash of 48 bits. reason tells whether a reason was given. It names nobody.
func Marks(k Key, recipients []string, asked *policy.ConfirmVerdict, reason bool) string {
	all := map[string]bool{}
	for _, a := range recipients {
		all[mark(k, "to", normalAddress(a))] = true
	}
	for _, m := range marksOf(k, asked, reason) {
		all[m] = true
	}
	list := make([]string, 0, len(all))
	for m := range all {
		list = append(list, m)
	}
	slices.Sort(list)
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(list, "")))
}

// Marked tells whether marks speak for everything that is asked now and for every recipient, or for a list that the recipient is a
// member of: members has those of lists, by the list's address.
func Marked(k Key, marks string, recipients []string, asked *policy.ConfirmVerdict, members map[string][]string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(marks)
	if err != nil || len(raw)%markSize != 0 || len(recipients) == 0 {
		return false
	}
	have := map[string]bool{}
	for m := range slices.Chunk(raw, markSize) {
		have[string(m)] = true
	}
	via := map[string]bool{}
	for list, of := range members {
		for _, member := range of {
			if have[mark(k, "to", normalAddress(list))] {
				via[normalAddress(member)] = true
			}
		}
	}
	for _, a := range recipients {
		if n := normalAddress(a); !have[mark(k, "to", n)] && !via[n] {
			return false
		}
	}
	return !slices.ContainsFunc(marksOfOthers(k, asked, via), func(m string) bool { return !have[m] })
}

// marksOfOthers are the marks of what is asked, less the items of list members, who were confirmed with the list.
func marksOfOthers(k Key, asked *policy.ConfirmVerdict, members map[string]bool) []string {
	if asked == nil {
		return nil
	}
	own := *asked
	own.Items = slices.DeleteFunc(slices.Clone(asked.Items), func(i policy.ConfirmItem) bool {
		return i.Kind == "recipient" && members[normalAddress(i.Value)]
	})
	return marksOf(k, &own, asked.Reason)
}

func marksOf(k Key, asked *policy.ConfirmVerdict, reason bool) []string {
	if asked == nil {
		return nil
	}
	var all []string
	for _, i := range asked.Items {
		if i.Kind == "recipient" {
			all = append(all, mark(k, "to", normalAddress(i.Value)))
		} else {
			all = append(all, mark(k, "item", i.Kind, i.Value))
		}
	}
	for _, q := range asked.Questions {
		all = append(all, mark(k, "question", q))
	}
	for _, w := range asked.Words {
		all = append(all, mark(k, "word", w))
	}
	if reason && asked.Reason {
		all = append(all, mark(k, "reason"))
	}
	return all
}

func mark(k Key, parts ...string) string {
	c := canon{hmac.New(sha256.New, k[:]), new(room)}
	c.text("sekisho mark 1")
	c.tuples([][]string{parts})
	return string(c.mac.Sum(nil)[:markSize])
}
