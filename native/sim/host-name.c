#include "host-name.h"

#include <string.h>

enum { ESCAPE_BASE = 0xF000 };

static bool isEscape(uint32_t point)
{
    return point >= ESCAPE_BASE && point <= ESCAPE_BASE + 0xFF;
}

static bool isForbiddenByWindows(uint8_t byte)
{
    return byte < 0x20 || byte == '"' || byte == '*' || byte == '/' || byte == ':' || byte == '<' || byte == '>' ||
           byte == '?' || byte == '\\' || byte == '|';
}

/* Decodes one well-formed UTF-8 character (no surrogates, no overlong forms); 0 bytes when there is none. */
static uint32_t decode(const uint8_t *bytes, uint32_t *point)
{
    const uint8_t first = bytes[0];
    if (first < 0x80) {
        *point = first;
        return 1;
    }
    const uint32_t count = first >= 0xF0 && first <= 0xF4 ? 4 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xC2 && first < 0xE0 ? 2 : 0;
    *point = count == 4 ? first & 7u : count == 3 ? first & 15u : first & 31u;
    for (uint32_t index = 1; index < count; index++) {
        if ((bytes[index] & 0xC0) != 0x80) { /* the NUL at the end stops here, too */
            return 0;
        }
        *point = *point << 6 | (bytes[index] & 0x3Fu);
    }
    const bool isWellFormed = (count == 2) || (count == 3 && *point >= 0x800 && (*point < 0xD800 || *point > 0xDFFF)) ||
                              (count == 4 && *point >= 0x10000 && *point <= 0x10FFFF);
    return isWellFormed ? count : 0;
}

uint32_t HostNameFromBytes(const char *bytes, char16_t *out, uint32_t capacity)
{
    const uint8_t *at = (const uint8_t *)bytes;
    uint32_t count = 0;
    while (*at != 0) {
        uint32_t point;
        const uint32_t length = decode(at, &point);
        const bool isEscaped = length == 0 || isEscape(point) || (length == 1 && isForbiddenByWindows(*at));
        const uint32_t units = !isEscaped && point >= 0x10000 ? 2 : 1;
        if (count + units > capacity) {
            return 0;
        }
        if (isEscaped) {
            out[count++] = (char16_t)(ESCAPE_BASE + *at++);
            continue;
        }
        if (units == 2) {
            out[count++] = (char16_t)(0xD7C0 + (point >> 10));
            out[count++] = (char16_t)(0xDC00 | (point & 0x3FF));
        } else {
            out[count++] = (char16_t)point;
        }
        at += length;
    }
    return count;
}

static uint32_t encode(uint32_t point, uint8_t out[4])
{
    if (point < 0x80) {
        out[0] = (uint8_t)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (uint8_t)(0xC0 | point >> 6);
        out[1] = (uint8_t)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (uint8_t)(0xE0 | point >> 12);
        out[1] = (uint8_t)(0x80 | (point >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | point >> 18);
    out[1] = (uint8_t)(0x80 | (point >> 12 & 0x3F));
    out[2] = (uint8_t)(0x80 | (point >> 6 & 0x3F));
    out[3] = (uint8_t)(0x80 | (point & 0x3F));
    return 4;
}

/* The character at `*index`, which moves to its last unit; 0 when it is half of one. */
static uint32_t pointAt(TEXT text, uint32_t *index)
{
    const uint32_t unit = text.chars[*index];
    if (unit < 0xD800 || unit > 0xDFFF) {
        return unit;
    }
    if (unit > 0xDBFF || *index + 1 >= text.count || (text.chars[*index + 1] & 0xFC00) != 0xDC00) {
        return 0;
    }
    *index += 1;
    return 0x10000 + ((unit & 0x3FF) << 10 | (text.chars[*index] & 0x3FFu));
}

bool HostTextToBytes(TEXT text, char *out, uint32_t capacity)
{
    uint32_t count = 0;
    for (uint32_t index = 0; index < text.count; index++) {
        uint8_t bytes[4];
        const uint32_t length = encode(pointAt(text, &index), bytes);
        if (bytes[0] == 0 || count + length >= capacity) {
            return false;
        }
        memcpy(out + count, bytes, length);
        count += length;
    }
    out[count] = 0;
    return true;
}

bool HostNameToBytes(TEXT name, char *out, uint32_t capacity)
{
    uint32_t count = 0;
    for (uint32_t index = 0; index < name.count; index++) {
        const uint32_t point = pointAt(name, &index);
        uint8_t bytes[4] = {(uint8_t)(point - ESCAPE_BASE)};
        const uint32_t length = isEscape(point) ? 1 : encode(point, bytes);
        if (bytes[0] == 0 || bytes[0] == '/' || count + length >= capacity) {
            return false;
        }
        for (uint32_t part = 0; part < length; part++) {
            out[count++] = (char)bytes[part];
        }
    }
    out[count] = 0;
    /* "." and ".." name directories, also when they were spelled with escapes */
    return !(out[0] == '.' && (out[1] == 0 || (out[1] == '.' && out[2] == 0)));
}
