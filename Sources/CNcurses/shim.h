// ncurses with its wide-character interface, and what Swift's importer cannot see of it.
#ifndef SLUICE_CNCURSES_SHIM_H
#define SLUICE_CNCURSES_SHIM_H

#define NCURSES_WIDECHAR 1
#include <stddef.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <wchar.h>
#include <curses.h>

extern int wcwidth(wchar_t);

// From <term.h>, whose macros (lines, columns, tab …) would shadow half of Swift.
extern int tigetflag(const char *);
extern int tigetnum(const char *);
extern char *tigetstr(const char *);
extern int setupterm(const char *, int, int *);
extern const char *const boolnames[], *const numnames[], *const strnames[];
struct term;
extern struct term *cur_term;
extern int del_curterm(struct term *);

// The names of the standard capabilities, in the order of the compiled format; NULL after the last.
static inline const char *cn_flag_name(int index) { return boolnames[index]; }
static inline const char *cn_number_name(int index) { return numnames[index]; }
static inline const char *cn_string_name(int index) { return strnames[index]; }

// Ends what setupterm began.
static inline void cn_forget_terminal(void) { del_curterm(cur_term); }

static const attr_t cn_normal = A_NORMAL;
static const attr_t cn_bold = A_BOLD;
static const attr_t cn_dim = A_DIM;
static const attr_t cn_underline = A_UNDERLINE;
static const attr_t cn_reverse = A_REVERSE;
#ifdef A_ITALIC
static const attr_t cn_italic = A_ITALIC;
#else
static const attr_t cn_italic = A_UNDERLINE;
#endif

static const mmask_t cn_left_pressed = BUTTON1_PRESSED;
static const mmask_t cn_left_released = BUTTON1_RELEASED;
// What ncurses makes of presses and releases that it reads together, as over a slow line.
static const mmask_t cn_left_clicked = BUTTON1_CLICKED;
static const mmask_t cn_left_clicked_again = BUTTON1_DOUBLE_CLICKED | BUTTON1_TRIPLE_CLICKED;
static const mmask_t cn_wheel_up = BUTTON4_PRESSED;
#if NCURSES_MOUSE_VERSION > 1
static const mmask_t cn_wheel_down = BUTTON5_PRESSED;
#else
static const mmask_t cn_wheel_down = REPORT_MOUSE_POSITION;
#endif

static inline WINDOW *cn_stdscr(void) { return stdscr; }
static inline WINDOW *cn_curscr(void) { return curscr; }
static inline int cn_color_pairs(void) { return COLOR_PAIRS; }

// The extended calls take more than 256 pairs and 32,767 colours; older libraries have neither.
static inline int cn_init_pair(int pair, int foreground, int background) {
#if defined(NCURSES_EXT_COLORS) && NCURSES_EXT_COLORS >= 20170401
    return init_extended_pair(pair, foreground, background);
#else
    return init_pair((short)pair, (short)foreground, (short)background);
#endif
}

static inline int cn_window_size(int fd, int *columns, int *rows) {
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return -1;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}

static inline int cn_readable_bytes(int fd) {
    int count = 0;
    return ioctl(fd, FIONREAD, &count) == 0 ? count : -1;
}

#endif
