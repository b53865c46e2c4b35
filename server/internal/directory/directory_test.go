package directory

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"sekisho/server/internal/store"
)

func spelt(people []store.Person) string {
	var b strings.Builder
	for _, p := range people {
		fmt.Fprintf(&b, "%s %s %q %s %v %v %v %s\n", p.Kind, p.Address, p.Name, p.Manager, p.Groups, p.PrivateAddresses, p.Members, p.Language)
	}
	return b.String()
}

func TestRead(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().String("氏名,メール アドレス,上司,所属,私用アドレス,言語\n能登 花子,Noto@Minato.example,boss@minato.example,営業部；東京,hana@gmail.com,日本語\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ in, want string }{
		"English": {
			"name,address,manager,groups,privateAddresses,language\nSato Hanako,sato@minato.example,boss@minato.example,sales;tokyo,hana@gmail.com;h@docomo.ne.jp,en\n",
			"person sato@minato.example \"Sato Hanako\" boss@minato.example [sales tokyo] [hana@gmail.com h@docomo.ne.jp] [] en\n",
		},
		"Japanese in Shift_JIS":     {sjis, "person noto@minato.example \"能登 花子\" boss@minato.example [営業部 東京] [hana@gmail.com] [] ja\n"},
		"semicolons, mark, remarks": {"\ufeffaddress;name\n# nobody\n\n;\na@b.example;A\n", "person a@b.example \"A\"  [] [] [] \n"},
		"a list by its members":     {"address,members\nall@b.example,\"b@b.example\na@b.example; a@b.example\"\n", "list all@b.example \"\"  [] [] [a@b.example b@b.example] \n"},
		"lists in lists":            {"address,kind,members\nall@b.example,list,sub@b.example;x@b.example\nsub@b.example,list,y@b.example;all@b.example\n", "list all@b.example \"\"  [] [] [x@b.example y@b.example] \nlist sub@b.example \"\"  [] [] [x@b.example y@b.example] \n"},
		"aliases":                   {"address,name,manager,エイリアス\na@b.example,A,c@b.example,a2@b.example; A3@b.example\n", "person a@b.example \"A\" c@b.example [] [] [] \nperson a2@b.example \"\" c@b.example [] [] [] \nperson a3@b.example \"\" c@b.example [] [] [] \n"},
		"a contact":                 {"address,種類\np@partner.example,連絡先\n", "contact p@partner.example \"\"  [] [] [] \n"},
		"full-width":                {"address\nｓａｔｏ＠minato．example\n", "person sato@minato.example \"\"  [] [] [] \n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Read(strings.NewReader(c.in))
			if err != nil || spelt(got) != c.want {
				t.Errorf("Read = %s%v, want %s", spelt(got), err, c.want)
			}
		})
	}
}

func TestReadSaysWhatIsWrongAndWhere(t *testing.T) {
	bad := func(in, want string) {
		t.Helper()
		people, err := Read(strings.NewReader(in))
		if err == nil || !strings.Contains(err.Error(), want) || people != nil {
			t.Errorf("Read(%.60q) = %d entries, %v, want none and %q", in, len(people), err, want)
		}
	}
	bad("", "line 1: there are no headings")
	bad("name,phone\na,b\n", "line 1: no column is called address")
	bad("address,mail\na@b.example,c@d.example\n", `"address" and "mail" mean the same`)
	bad("address\na@b.example\nnobody\n", `line 3, address: "nobody" is no mail address`)
	bad("address\na@b.example\nA@B.example\n", "line 3, address: a@b.example is in line 2 too")
	bad("address,manager\na@b.example,boss\n", "line 2, manager")
	bad("address,manager\na@b.example,A@b.example\n", "their own manager")
	bad("address,alias\na@b.example,\nc@b.example,a@b.example\n", "line 3, alias: a@b.example is in line 2 too")
	bad("address,language\na@b.example,fr\n", `line 2, language: "fr" is not known; write ja or en`)
	bad("address,kind\na@b.example,robot\n", "line 2, kind")
	bad("address,kind,members\na@b.example,person,c@d.example\n", "only a list has members")
	bad("address,members\na@b.example,c@d.example;x\n", "line 2, members")
	const object = "AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee"
	bad("address,objectId\na@b.example,sato\n", `line 2, objectId: "sato" is no object id; copy it from Entra`)
	bad("address,oid\na@b.example,"+object+"\nb@b.example,"+object+"\n", "line 3, oid: "+strings.ToLower(object)+" is in line 2 too")
	bad("address\n\"a@b.example\nb@b.example\n", "line 2: ")
	bad("address,groups\na@b.example,"+strings.Repeat("g;", 3)+strings.Repeat("x", maxValue+1)+"\n", "longer than 1000")
	bad("address\n\xff\xfe\xfd", "neither UTF-8 nor Shift_JIS")
	var many strings.Builder
	many.WriteString("address\n")
	for range 500 {
		many.WriteString("nobody\n")
	}
	_, err := Read(strings.NewReader(many.String()))
	var first *Error
	if !errors.As(err, &first) || first.Line != 2 || strings.Count(err.Error(), "\n") != maxErrors-1 {
		t.Errorf("500 errors: %v, want %d of them, the first in line 2", err, maxErrors)
	}
}

func TestListsHaveALimit(t *testing.T) {
	var b strings.Builder
	b.WriteString("address,members\nall@b.example,one@b.example;two@b.example\n")
	for _, list := range []string{"one", "two"} {
		fmt.Fprintf(&b, "%s@b.example,\"", list)
		for i := range maxMembers {
			fmt.Fprintf(&b, "%s%d@c.example;", list, i)
		}
		b.WriteString("\"\n")
	}
	if _, err := Read(strings.NewReader(b.String())); err == nil || !strings.Contains(err.Error(), "line 2, members: more than 10000 members") {
		t.Errorf("a list of 20,000: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("name,address,manager\na,a@b.example,c@d.example\n"))
	f.Add([]byte("メールアドレス;種類;メンバー\nl@b.example;リスト;a@b.example\n"))
	f.Add([]byte("address\n\"a@b.example"))
	f.Add([]byte("address,kind,members\na@b.example,list,b@b.example\nb@b.example,list,a@b.example\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		people, err := Read(strings.NewReader(string(data)))
		if err != nil && (err.Error() == "" || people != nil) {
			t.Errorf("error %v with %d entries", err, len(people))
		}
		seen := map[string]bool{}
		for _, p := range people {
			if seen[p.Address] || p.Kind == "" || p.Kind != store.KindList && len(p.Members) > 0 {
				t.Errorf("an entry that must not be: %+v", p)
			}
			seen[p.Address] = true
		}
	})
}

func TestReadObjectIDs(t *testing.T) {
	for _, heading := range []string{"objectId", "Object ID", "ExternalDirectoryObjectId", "オブジェクト ID"} {
		people, err := Read(strings.NewReader("address," + heading + "\na@b.example,AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee\nb@b.example,\n"))
		if err != nil || len(people) != 2 || people[0].Who != (store.Who{Subject: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"}) || people[1].Who != (store.Who{}) {
			t.Errorf("%s: %+v, %v", heading, people, err)
		}
	}
}
