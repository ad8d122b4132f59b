#include "host-name.h"

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

bool HostNameToBytes(TEXT name, char *out, uint32_t capacity)
{
    uint32_t count = 0;
    for (uint32_t index = 0; index < name.count; index++) {
        uint32_t point = name.chars[index];
        uint8_t bytes[4];
        uint32_t length;
        if (isEscape(point)) {
            bytes[0] = (uint8_t)(point - ESCAPE_BASE);
            length = 1;
        } else {
            if (point >= 0xD800 && point <= 0xDBFF && index + 1 < name.count && (name.chars[index + 1] & 0xFC00) == 0xDC00) {
                point = 0x10000 + ((point & 0x3FF) << 10 | (name.chars[++index] & 0x3FFu));
            } else if (point >= 0xD800 && point <= 0xDFFF) {
                return false;
            }
            length = encode(point, bytes);
        }
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
