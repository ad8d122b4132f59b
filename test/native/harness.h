/* A small test harness: TEST("title") { ... }, CHECK(condition), CHECK_EQUAL(actual, expected). The machine is empty before
 * each test, and forgotten behind it. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../native/sim/exports.h"
#include "../../native/wire/status.h"

typedef void (*TEST_BODY)(void);
void HarnessRegister(const char *title, TEST_BODY body);
void HarnessFail(const char *file, int line, const char *what, unsigned long long actual, unsigned long long expected);

#define TEST_JOIN2(a, b) a##b
#define TEST_JOIN(a, b) TEST_JOIN2(a, b)
#define TEST(title)                                                                                                    \
    static void TEST_JOIN(body, __LINE__)(void);                                                                       \
    __attribute__((constructor)) static void TEST_JOIN(register, __LINE__)(void)                                       \
    {                                                                                                                  \
        HarnessRegister(title, TEST_JOIN(body, __LINE__));                                                             \
    }                                                                                                                  \
    static void TEST_JOIN(body, __LINE__)(void)

#define CHECK_EQUAL(actual, expected)                                                                                  \
    do {                                                                                                               \
        const unsigned long long actualValue = (unsigned long long)(actual), expectedValue = (unsigned long long)(expected); \
        if (actualValue != expectedValue) {                                                                            \
            HarnessFail(__FILE__, __LINE__, #actual, actualValue, expectedValue);                                      \
        }                                                                                                              \
    } while (0)
#define CHECK(condition) CHECK_EQUAL(!!(condition), 1)
/* The same for a row of a table: names the row. */
#define CHECK_ROW(row, actual, expected)                                                                               \
    do {                                                                                                               \
        const unsigned long long actualValue = (unsigned long long)(actual), expectedValue = (unsigned long long)(expected); \
        if (actualValue != expectedValue) {                                                                            \
            char what[208];                                                                                            \
            snprintf(what, sizeof(what), "row %u: %.180s", (unsigned)(row), #actual);                                         \
            HarnessFail(__FILE__, __LINE__, what, actualValue, expectedValue);                                         \
        }                                                                                                              \
    } while (0)

/* Machines and calls that many tests share. */
void AddMachine(uint32_t build);                                  /* D: on NVMe, no filters, elevated */
void AddOptedInFilter(const char16_t *name, const char16_t *altitude); /* attached to D:, filters reads and writes */
HANDLE OpenForRead(const char16_t *path);                         /* uncached, with backup semantics */
HANDLE OpenWith(const char16_t *path, uint32_t access, uint32_t flags);
uint32_t Send(HANDLE handle, int32_t operation, int32_t inFlags, FS_BPIO_OUTPUT *output); /* 0 or the last error */
uint32_t QueryStatus(const char16_t *path);                       /* OpStatus of a plain QUERY */
uint32_t EnableStatus(const char16_t *path);
int TextIs(const char16_t *text, uint32_t count, const char16_t *expected);
#define NAME_IS(results, expected) TextIs((results).FailingDriverName, (results).FailingDriverNameLen, expected)
#define REASON_IS(results, expected) TextIs((results).FailureReason, (results).FailureReasonLen, expected)
