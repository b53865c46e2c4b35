// Package text folds text and finds words in it, as section 3 of the policy language says.
//
// Fold brings whatever a person typed, whichever way the keyboard was set, into one form. A Builder collects all words of a
// policy, a Set finds them all in one pass. NewText and Greeting cut a mail's body to the part its sender wrote; Promise,
// Greeted and Password read there that a file comes with it, who is greeted, and that a password is told. Decode and
// Builtin serve word lists that come from files.
//
// Folding is idempotent: a folded text folds to itself. Offsets are octets in the folded text, always at the border of a
// character. A Set finds words in hiragana and katakana alike (ハッピョウ, はっぴょう), but not words of kana alone that are so
// short that they would be found in endings: up to three katakana, up to two hiragana stand for themselves. Fold leaves kana
// as they are, so that what is compared as a whole, such as a file's name, stays apart. It does not understand words: no
// stems, no readings.
//
// # Limits
//
// A word has at most 200 characters. Folding takes time linear in the text. Finding takes time linear in the text and in the
// number of occurrences of the words' longest pieces without wildcards.
package text
