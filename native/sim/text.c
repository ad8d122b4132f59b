#include "text.h"

#include <stdlib.h>
#include <string.h>

TEXT TextOf(const char16_t *terminated)
{
    return (TEXT){terminated, terminated == NULL ? 0 : TextCount(terminated, UINT32_MAX)};
}

uint32_t TextCount(const char16_t *terminated, uint32_t atMost)
{
    uint32_t count = 0;
    while (count < atMost && terminated[count] != 0) {
        count++;
    }
    return count;
}

char16_t *TextCopy(TEXT text)
{
    char16_t *copy = malloc(((size_t)text.count + 1) * sizeof(char16_t));
    if (copy != NULL) {
        if (text.count != 0) {
            memcpy(copy, text.chars, (size_t)text.count * sizeof(char16_t));
        }
        copy[text.count] = 0;
    }
    return copy;
}

/* Blocks in which every odd (or every even) code point is the lower case of the one before it. */
static bool isAlternatingLower(char16_t unit)
{
    const bool odd = (unit & 1) != 0;
    if (unit >= 0x0100 && unit <= 0x017E) {
        if (unit == 0x0131 || unit == 0x0138 || unit == 0x0149) {
            return false;
        }
        const bool shifted = (unit >= 0x0139 && unit <= 0x0148) || unit >= 0x0179;
        return shifted ? !odd : odd;
    }
    return odd && ((unit >= 0x0460 && unit <= 0x0481) || (unit >= 0x048B && unit <= 0x04BF) ||
                   (unit >= 0x04D1 && unit <= 0x052F) || (unit >= 0x1E01 && unit <= 0x1E95) ||
                   (unit >= 0x1EA1 && unit <= 0x1EFF));
}

/* NTFS compares single UTF-16 units through a table stored on the volume ($UpCase). This covers the alphabets that have case
 * within one unit: Latin, Greek, Cyrillic, Armenian, circled and full-width letters. */
char16_t TextUpcase(char16_t unit)
{
    if (unit < 0x80) {
        return unit >= u'a' && unit <= u'z' ? (char16_t)(unit - 0x20) : unit;
    }
    if (unit >= 0x00E0 && unit <= 0x00FE && unit != 0x00F7) {
        return (char16_t)(unit - 0x20);
    }
    if (unit == 0x00FF) {
        return 0x0178;
    }
    if (isAlternatingLower(unit)) {
        return (char16_t)(unit - 1);
    }
    if (unit == 0x03AC) {
        return 0x0386;
    }
    if (unit >= 0x03AD && unit <= 0x03AF) {
        return (char16_t)(unit - 0x25);
    }
    if (unit == 0x03C2) {
        return 0x03A3;
    }
    if ((unit >= 0x03B1 && unit <= 0x03CB) || (unit >= 0x0430 && unit <= 0x044F) || (unit >= 0xFF41 && unit <= 0xFF5A)) {
        return (char16_t)(unit - 0x20);
    }
    if (unit == 0x03CC) {
        return 0x038C;
    }
    if (unit == 0x03CD || unit == 0x03CE) {
        return (char16_t)(unit - 0x3F);
    }
    if (unit >= 0x0450 && unit <= 0x045F) {
        return (char16_t)(unit - 0x50);
    }
    if (unit >= 0x0561 && unit <= 0x0586) {
        return (char16_t)(unit - 0x30);
    }
    if (unit >= 0x24D0 && unit <= 0x24E9) {
        return (char16_t)(unit - 26);
    }
    return unit;
}

bool TextEquals(TEXT a, TEXT b)
{
    if (a.count != b.count) {
        return false;
    }
    for (uint32_t index = 0; index < a.count; index++) {
        if (a.chars[index] != b.chars[index] && TextUpcase(a.chars[index]) != TextUpcase(b.chars[index])) {
            return false;
        }
    }
    return true;
}

bool TextSame(TEXT a, TEXT b)
{
    return a.count == b.count && (a.count == 0 || memcmp(a.chars, b.chars, a.count * sizeof(char16_t)) == 0);
}

bool TextEndsWith(TEXT text, TEXT ending)
{
    return text.count >= ending.count && TextEquals(TextPart(text, text.count - ending.count, text.count), ending);
}

TEXT TextPart(TEXT text, uint32_t from, uint32_t to)
{
    return (TEXT){from == 0 ? text.chars : text.chars + from, to - from};
}

/* FNV-1a over upper-cased units. */
uint32_t TextHash(TEXT text, uint32_t seed)
{
    uint32_t hash = 2166136261u ^ seed;
    for (uint32_t index = 0; index < text.count; index++) {
        hash = (hash ^ TextUpcase(text.chars[index])) * 16777619u;
    }
    return hash;
}

bool TextMatches(TEXT pattern, TEXT text)
{
    uint32_t at = 0, in = 0;
    uint32_t starAt = UINT32_MAX, starIn = 0; /* where to go on when the run behind the last star was too short */
    while (in < text.count) {
        if (at < pattern.count && pattern.chars[at] == u'*') {
            starAt = at++;
            starIn = in;
        } else if (at < pattern.count &&
                   (pattern.chars[at] == u'?' || TextUpcase(pattern.chars[at]) == TextUpcase(text.chars[in]))) {
            at++;
            in++;
        } else if (starAt != UINT32_MAX) {
            at = starAt + 1;
            in = ++starIn;
        } else {
            return false;
        }
    }
    while (at < pattern.count && pattern.chars[at] == u'*') {
        at++;
    }
    return at == pattern.count;
}

uint32_t TextFromUint(uint64_t value, char16_t *out)
{
    char16_t reversed[20];
    uint32_t count = 0;
    do {
        reversed[count++] = (char16_t)(u'0' + value % 10);
        value /= 10;
    } while (value != 0);
    for (uint32_t index = 0; index < count; index++) {
        out[index] = reversed[count - 1 - index];
    }
    return count;
}

void TextAppend(TEXT_BUFFER *buffer, TEXT text)
{
    for (uint32_t index = 0; index < text.count; index++) {
        if (buffer->count < buffer->capacity) {
            buffer->chars[buffer->count] = text.chars[index];
        }
        buffer->count++;
    }
}

void TextAppendAscii(TEXT_BUFFER *buffer, const char *ascii)
{
    for (; *ascii != 0; ascii++) {
        const char16_t unit = (char16_t)(unsigned char)*ascii;
        TextAppend(buffer, (TEXT){&unit, 1});
    }
}

void TextAppendUint(TEXT_BUFFER *buffer, uint64_t value)
{
    char16_t digits[20];
    TextAppend(buffer, (TEXT){digits, TextFromUint(value, digits)});
}

void TextAppendHex(TEXT_BUFFER *buffer, uint64_t value, uint32_t digits)
{
    while (digits-- > 0) {
        const char16_t unit = (char16_t)u"0123456789abcdef"[(value >> (digits * 4)) & 15];
        TextAppend(buffer, (TEXT){&unit, 1});
    }
}
