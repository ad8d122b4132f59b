#include "golden.h"

#include <stdbool.h>
#include <stdio.h>

static bool isFirstStructure = true, isFirstField = true, isFirstConstant = true;

void GoldenStructure(const char *name, size_t bytes)
{
    printf("%s\n    \"%s\": { \"size\": %u, \"fields\": {", isFirstStructure ? "" : " } },", name, (unsigned)bytes);
    isFirstStructure = false;
    isFirstField = true;
}

void GoldenField(const char *name, size_t offset, size_t bytes)
{
    printf("%s\"%s\": [%u, %u]", isFirstField ? " " : ", ", name, (unsigned)offset, (unsigned)bytes);
    isFirstField = false;
}

void GoldenConstant(const char *name, unsigned long long value)
{
    /* As text where a JSON number would lose digits. */
    const char *quote = value > 1ull << 53 ? "\"" : "";
    printf("%s\n    \"%s\": %s%llu%s", isFirstConstant ? "" : ",", name, quote, value, quote);
    isFirstConstant = false;
}

void GoldenGuid(const char *name, const GUID *guid)
{
    printf("%s\n    \"%s\": \"%08lx-%04x-%04x-", isFirstConstant ? "" : ",", name, (unsigned long)guid->Data1, guid->Data2, guid->Data3);
    for (int index = 0; index < 8; index++) {
        printf("%s%02x", index == 2 ? "-" : "", guid->Data4[index]);
    }
    printf("\"");
    isFirstConstant = false;
}

int main(void)
{
    printf("{\n  \"headers\": \"mingw-w64 %s\",\n  \"structures\": {", __MINGW64_VERSION_STR);
    GoldenPrintFiles();
    GoldenPrintStorage();
    GoldenPrintMachine();
    GoldenPrintProcesses();
    GoldenPrintFilters();
    GoldenPrintTracing();
    printf(" } }\n  },\n  \"constants\": {");
    GoldenPrintConstants();
    GoldenPrintProcessConstants();
    printf("\n  }\n}\n");
    return 0;
}
