package local

import "runtime"

// utf8Locale names a locale that knows accents and exists without further
// packages.
func utf8Locale() string {
	if runtime.GOOS == "darwin" {
		return "en_US.UTF-8"
	}
	return "C.UTF-8"
}
