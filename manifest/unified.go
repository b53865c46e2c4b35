package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// schemaVersion is the version of the unified manifest's schema that ours is written to.
const schemaVersion = "1.22"

// The types below are the part of the unified manifest that an add-in for mail has. Order and names are those of the schema.
type (
	unified struct {
		Schema          string         `json:"$schema"`
		ManifestVersion string         `json:"manifestVersion"`
		Version         string         `json:"version"`
		ID              string         `json:"id"`
		Localization    localization   `json:"localizationInfo"`
		Developer       developer      `json:"developer"`
		Name            twoLengths     `json:"name"`
		Description     twoLengths     `json:"description"`
		Icons           packageIcons   `json:"icons"`
		AccentColor     string         `json:"accentColor"`
		ValidDomains    []string       `json:"validDomains"`
		SignIn          *applicationID `json:"webApplicationInfo,omitempty"`
		Authorization   authorization  `json:"authorization"`
		Extensions      []extension    `json:"extensions"`
	}
	localization struct {
		Default    string     `json:"defaultLanguageTag"`
		Additional []language `json:"additionalLanguages"`
	}
	language struct {
		Tag  string `json:"languageTag"`
		File string `json:"file"`
	}
	developer struct {
		Name    string `json:"name"`
		Website string `json:"websiteUrl"`
		Privacy string `json:"privacyUrl"`
		Terms   string `json:"termsOfUseUrl"`
	}
	twoLengths struct {
		Short string `json:"short"`
		Full  string `json:"full"`
	}
	packageIcons struct {
		Outline string `json:"outline"`
		Color   string `json:"color"`
	}
	applicationID struct {
		ID       string `json:"id"`
		Resource string `json:"resource"`
	}
	authorization struct {
		Permissions permissions `json:"permissions"`
	}
	permissions struct {
		ResourceSpecific []permission `json:"resourceSpecific"`
	}
	permission struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	extension struct {
		Requirements requirements `json:"requirements"`
		Runtimes     []runtime    `json:"runtimes"`
		Ribbons      []ribbon     `json:"ribbons"`
		AutoRun      []autoRun    `json:"autoRunEvents"`
		Alternates   []alternate  `json:"alternates"`
	}
	requirements struct {
		Scopes       []string     `json:"scopes,omitempty"`
		Capabilities []capability `json:"capabilities"`
	}
	capability struct {
		Name       string `json:"name"`
		MinVersion string `json:"minVersion"`
	}
	runtime struct {
		ID       string   `json:"id"`
		Type     string   `json:"type"`
		Code     code     `json:"code"`
		Lifetime string   `json:"lifetime"`
		Actions  []action `json:"actions"`
	}
	code struct {
		Page   string `json:"page"`
		Script string `json:"script,omitempty"`
	}
	action struct {
		ID   string `json:"id"`
		Type string `json:"type"`
		View string `json:"view,omitempty"`
	}
	ribbon struct {
		Contexts []string `json:"contexts"`
		Tabs     []tab    `json:"tabs"`
	}
	tab struct {
		BuiltIn string  `json:"builtInTabId"`
		Groups  []group `json:"groups"`
	}
	group struct {
		ID       string    `json:"id"`
		Label    string    `json:"label"`
		Controls []control `json:"controls"`
	}
	control struct {
		ID       string       `json:"id"`
		Type     string       `json:"type"`
		Label    string       `json:"label"`
		Icons    []buttonIcon `json:"icons"`
		Supertip supertip     `json:"supertip"`
		ActionID string       `json:"actionId"`
	}
	buttonIcon struct {
		Size int    `json:"size"`
		URL  string `json:"url"`
	}
	supertip struct {
		Title       string `json:"title"`
		Description string `json:"description"`
	}
	autoRun struct {
		Requirements requirements `json:"requirements"`
		Events       []event      `json:"events"`
	}
	event struct {
		Type     string   `json:"type"`
		ActionID string   `json:"actionId"`
		Options  *sending `json:"options,omitempty"`
	}
	sending struct {
		SendMode string `json:"sendMode"`
	}
	alternate struct {
		Hide hide `json:"hide"`
	}
	hide struct {
		Custom addinToHide `json:"customOfficeAddin"`
	}
	addinToHide struct {
		ID string `json:"officeAddinId"`
	}
)

func renderUnified(o Options) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(makeUnified(o)); err != nil {
		return nil, fmt.Errorf("write the unified manifest: %w", err)
	}
	return out.Bytes(), nil
}
