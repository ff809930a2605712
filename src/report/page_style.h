// How report pages look, and the small script that says the values under the mouse.
#pragma once

namespace perpixel {

extern const char* const kPageStyle;   // CSS, light and dark
extern const char* const kPageScript;  // the page is complete without it

}  // namespace perpixel
