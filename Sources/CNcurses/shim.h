// ncurses with its wide-character interface, and what Swift's importer cannot see of it.
#ifndef SLUICE_CNCURSES_SHIM_H
#define SLUICE_CNCURSES_SHIM_H

#define NCURSES_WIDECHAR 1
#include <stddef.h>
#include <stdio.h>
#include <wchar.h>
#include <curses.h>

extern int wcwidth(wchar_t);

#endif
