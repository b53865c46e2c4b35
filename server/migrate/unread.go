package migrate

import (
	"io/fs"
	"path"
	"strings"
)

// maxUnread is how many files that nobody reads are named; the folder was another one if there are more.
const maxUnread = 20

// unread names the files that are none of the product's: an administrator who finds nothing said of a list believes that it was
// taken over.
func (b *builder) unread() {
	named := 0
	for _, folder := range append([]string{"."}, b.folders...) {
		entries, err := fs.ReadDir(b.files, folder)
		if err != nil {
			continue // a folder that is not there has no files
		}
		for _, e := range entries {
			file := path.Join(folder, e.Name())
			_, read := b.contents[file]
			if e.IsDir() || read || strings.HasPrefix(e.Name(), ".") {
				continue
			}
			if named++; named > maxUnread {
				b.lose(at{folder, 0}, Lost, "", "ほかにも読み取らないファイルがあります", "there are more files that are not read")
				return
			}
			b.lose(at{file, 0}, Lost, "", "取り込む対象のファイルではありません", "it is none of the files that are known")
		}
	}
}
