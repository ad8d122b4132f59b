/* Communication ports. "Message" is the page of MessageNotifyCallback (PFLT_MESSAGE_NOTIFY); titles quote it. */
#include <pthread.h>

#include "../../native/sim/lock.h"
#include "filter-support.h"
#include "harness.h"
#include "probe-support.h"

static HANDLE connectToTest(void)
{
    HANDLE port;
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\TestPort", 0, NULL, 0, NULL, &port), 0);
    return port;
}

TEST("connecting: unknown name, malformed arguments, too many, refused by the filter; the context arrives as a copy")
{
    HANDLE port, second, third;
    AddMachine(26100);
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\TestPort", 0, NULL, 0, NULL, &port), 0x80070002);
    CHECK(port == INVALID_HANDLE_VALUE);
    StartTestFilter();
    CHECK_EQUAL(FilterConnectCommunicationPort(NULL, 0, NULL, 0, NULL, &port), 0x80070057);
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\TestPort", 0, "x", 0, NULL, &port), 0x80070057);
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\TestPort", 0, NULL, 1, NULL, &port), 0x80070057);
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\TestPort", 0, NULL, 0, NULL, NULL), 0x80070057);
    TestFilter.connectStatus = STATUS_ACCESS_DENIED;
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\TestPort", 0, NULL, 0, NULL, &port), 0x80070005);
    TestFilter.connectStatus = STATUS_SUCCESS;
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\testport", 1, "who am I", 9, NULL, &port), 0);
    CHECK_EQUAL(TestFilter.connectContextBytes, 9);
    CHECK(strcmp((const char *)TestFilter.connectContext, "who am I") == 0);
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\TestPort", 0, NULL, 0, NULL, &second), 0);
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\TestPort", 0, NULL, 0, NULL, &third), 0x800704D6);
    CHECK(CloseHandle(second));
    CHECK_EQUAL(FilterConnectCommunicationPort(u"\\TestPort", 0, NULL, 0, NULL, &third), 0);
    CHECK(CloseHandle(port));
    CHECK(!CloseHandle(port));
    CHECK(CloseHandle(third));
}

TEST("Message: 'the minifilter returned this context pointer in the ConnectionPortCookie parameter of its ConnectNotifyCallback routine'")
{
    uint32_t returned;
    AddMachine(26100);
    StartTestFilter();
    HANDLE port = connectToTest();
    CHECK_EQUAL(FilterSendMessage(port, NULL, 0, NULL, 0, &returned), 0);
    CHECK(TestFilter.messageCookie == &TestFilter.client);
    CHECK(CloseHandle(port));
    CHECK(TestFilter.disconnectCookie == &TestFilter.client);
}

TEST("Message: buffers are raw: 'a raw, unlocked user-mode buffer', the client's own address and length reach the filter")
{
    uint8_t in[24], out[40];
    uint32_t returned;
    AddMachine(26100);
    StartTestFilter();
    HANDLE port = connectToTest();
    TestFilter.messageWrites = 40;
    CHECK_EQUAL(FilterSendMessage(port, in, sizeof(in), out, sizeof(out), &returned), 0);
    CHECK(TestFilter.messageInput == in && TestFilter.messageOutput == out);
    CHECK_EQUAL(TestFilter.messageInputBytes, sizeof(in));
    CHECK_EQUAL(TestFilter.messageOutputBytes, sizeof(out));
    CHECK_EQUAL(returned, 40);
    CHECK(CloseHandle(port));
}

TEST("Message: 'This parameter is optional and can be NULL', for each buffer; the length 'is ignored if InputBuffer is NULL'")
{
    uint8_t bytes[8];
    uint32_t returned;
    AddMachine(26100);
    StartTestFilter();
    HANDLE port = connectToTest();
    CHECK_EQUAL(FilterSendMessage(port, NULL, 0xFFFFFFFF, NULL, 0xFFFFFFFF, &returned), 0);
    CHECK(TestFilter.messageInput == NULL && TestFilter.messageOutput == NULL);
    CHECK_EQUAL(FilterSendMessage(port, bytes, 8, NULL, 8, &returned), 0);
    CHECK_EQUAL(FilterSendMessage(port, NULL, 8, bytes, 8, &returned), 0);
    CHECK_EQUAL(FilterSendMessage(port, bytes, 8, NULL, 0, NULL), 0x80070057);
    CHECK(CloseHandle(port));
}

TEST("Message: 'FltMgr calls ProbeForRead to validate this pointer', ProbeForWrite the other: kernel addresses and wraps never reach the filter")
{
    static const struct {
        uint64_t input, output;
        uint32_t bytes;
    } rows[] = {{0xFFFFF80000000000ull, 0, 8}, {0, 0xFFFFF80000000000ull, 8}, {0x00007FFFFFFFFFF0ull, 0, 64}, {0xFFFFFFFFFFFFFFF8ull, 0, 64}};
    AddMachine(26100);
    StartTestFilter();
    HANDLE port = connectToTest();
    for (uint32_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++) {
        uint32_t returned = 5;
        void *input = (void *)(uintptr_t)rows[row].input, *output = (void *)(uintptr_t)rows[row].output;
        TestFilter.messageCookie = NULL;
        CHECK_ROW(row, FilterSendMessage(port, input, rows[row].bytes, output, rows[row].bytes, &returned), 0x800703E6);
        CHECK_ROW(row, returned, 0);
        CHECK(TestFilter.messageCookie == NULL);
    }
    CHECK(CloseHandle(port));
}

TEST("Message: 'it doesn't ensure that the buffer is properly aligned': an odd address arrives; a filter's STATUS_DATATYPE_MISALIGNMENT is 998")
{
    uint8_t bytes[16];
    uint32_t returned;
    AddMachine(26100);
    StartTestFilter();
    HANDLE port = connectToTest();
    CHECK_EQUAL(FilterSendMessage(port, bytes + 1, 8, bytes + 3, 8, &returned), 0);
    CHECK(!IS_ALIGNED(TestFilter.messageInput, 2) || !IS_ALIGNED(TestFilter.messageOutput, 2));
    TestFilter.messageStatus = STATUS_DATATYPE_MISALIGNMENT;
    CHECK_EQUAL(FilterSendMessage(port, bytes + 1, 8, bytes + 3, 8, &returned), 0x800703E6);
    CHECK(CloseHandle(port));
}

TEST("Message: 'If a minifilter doesn't implement this callback, any request ... will receive an error'")
{
    uint32_t returned;
    AddMachine(26100);
    InstallTestFilter();
    TestFilter.hasMessage = false;
    CHECK_EQUAL(FilterLoad(u"TestFilter"), 0);
    HANDLE port = connectToTest();
    for (uint32_t round = 0; round < 3; round++) {
        CHECK(FilterSendMessage(port, NULL, 0, NULL, 0, &returned) >= 0x80000000u);
    }
    CHECK(CloseHandle(port));
}

TEST("Message: 'returns STATUS_SUCCESS if the operation succeeds. Otherwise, ... STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_PARAMETER'")
{
    static const struct {
        NTSTATUS status;
        uint32_t hresult, returned;
    } rows[] = {{STATUS_SUCCESS, 0, 3},
                {STATUS_INSUFFICIENT_RESOURCES, 0x800705AA, 0},
                {STATUS_INVALID_PARAMETER, 0x80070057, 0},
                {STATUS_NO_MORE_ENTRIES, 0x80070103, 3},
                {STATUS_BUFFER_OVERFLOW, 0x800700EA, 3},
                {STATUS_ACCESS_DENIED, 0x80070005, 0},
                {STATUS_FLT_DELETING_OBJECT, 0x801F000B, 0},
                {STATUS_TIMEOUT, 0, 3}};
    AddMachine(26100);
    StartTestFilter();
    HANDLE port = connectToTest();
    for (uint32_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++) {
        uint8_t out[8];
        uint32_t returned = 99;
        TestFilter.messageStatus = rows[row].status;
        TestFilter.messageWrites = 3;
        CHECK_ROW(row, FilterSendMessage(port, NULL, 0, out, sizeof(out), &returned), rows[row].hresult);
        CHECK_ROW(row, returned, rows[row].returned); /* 'the number of bytes returned in the buffer that OutputBuffer points to' */
    }
    CHECK(CloseHandle(port));
}

TEST("Message: 'IRQL PASSIVE_LEVEL', asserted")
{
    uint32_t returned;
    KIRQL irql;
    AddMachine(26100);
    StartTestFilter();
    HANDLE port = connectToTest();
    CHECK_EQUAL(FilterSendMessage(port, NULL, 0, NULL, 0, &returned), 0);
    CHECK_EQUAL(TestFilter.messageIrql, PASSIVE_LEVEL);
    (void)SimRecordViolations(1);
    KeRaiseIrql(APC_LEVEL, &irql);
    FltCloseClientPort(TestFilter.filter, &(PFLT_PORT){NULL});
    KeLowerIrql(irql);
    CHECK(strstr(SimLastViolation(), "FltCloseClientPort was called at IRQL 1, above 0") != NULL);
    CHECK_EQUAL(SimRecordViolations(0), 1);
    CHECK(CloseHandle(port));
}

TEST("a callback that claims to have written more than there was room for is caught, and believed nothing")
{
    uint8_t out[4];
    uint32_t returned;
    AddMachine(26100);
    StartTestFilter();
    HANDLE port = connectToTest();
    (void)SimRecordViolations(1);
    TestFilter.messageWrites = 5;
    CHECK_EQUAL(FilterSendMessage(port, NULL, 0, out, sizeof(out), &returned), 0);
    CHECK_EQUAL(returned, 0);
    CHECK_EQUAL(SimRecordViolations(0), 1);
    CHECK(CloseHandle(port));
}

TEST("every call refuses a handle that is none of a port's")
{
    uint8_t bytes[64] = {0};
    uint32_t returned;
    AddMachine(26100);
    HANDLE file = OpenForRead(u"D:\\Games\\pak0.bin");
    HANDLE rows[] = {NULL, INVALID_HANDLE_VALUE, file, (HANDLE)(uintptr_t)12345};
    for (uint32_t row = 0; row < 4; row++) {
        CHECK_ROW(row, FilterSendMessage(rows[row], NULL, 0, NULL, 0, &returned), 0x80070006);
        CHECK_ROW(row, FilterGetMessage(rows[row], bytes, sizeof(bytes), NULL), 0x80070006);
        CHECK_ROW(row, FilterReplyMessage(rows[row], bytes, sizeof(bytes)), 0x80070006);
    }
    CHECK_EQUAL(FilterGetMessage(file, bytes, 15, NULL), 0x80070057);
    CHECK_EQUAL(FilterReplyMessage(file, bytes, 15), 0x80070057);
}

/* Messages from the filter. */

typedef struct {
    char request[8];
    char reply[8];
    ULONG replyBytes;
    LARGE_INTEGER timeout;
    bool hasReply;
    NTSTATUS status;
} SENDING;

static void *sendFromDriver(void *argument)
{
    SENDING *sending = argument;
    SimEnter();
    sending->replyBytes = sizeof(sending->reply);
    sending->status = FltSendMessage(TestFilter.filter, &TestFilter.client, sending->request, 6, sending->hasReply ? sending->reply : NULL,
                                     &sending->replyBytes, sending->timeout.QuadPart == 0 ? NULL : &sending->timeout);
    SimLeave();
    return NULL;
}

static void startSending(SENDING *sending, pthread_t *thread)
{
    memcpy(sending->request, "hello", 6);
    CHECK_EQUAL(pthread_create(thread, NULL, sendFromDriver, sending), 0);
}

typedef struct {
    FILTER_MESSAGE_HEADER header;
    char text[8];
} FETCHED;

TEST("FltSendMessage and FilterReplyMessage: header, id, reply and its status; a reply too long is STATUS_BUFFER_OVERFLOW to the driver")
{
    AddMachine(26100);
    StartTestFilter();
    HANDLE port = connectToTest();
    for (uint32_t row = 0; row < 2; row++) {
        pthread_t thread;
        FETCHED fetched;
        SENDING sending = {.hasReply = true};
        startSending(&sending, &thread);
        CHECK_EQUAL(FilterGetMessage(port, &fetched, sizeof(fetched), NULL), 0);
        CHECK_EQUAL(fetched.header.ReplyLength, 16 + 8);
        CHECK(strcmp(fetched.text, "hello") == 0);
        struct {
            FILTER_REPLY_HEADER header;
            char text[12];
        } reply = {{STATUS_SUCCESS, 0, fetched.header.MessageId + 1}, "world"};
        CHECK_EQUAL(FilterReplyMessage(port, &reply, 16 + 6), 0x801F0020);
        reply.header.MessageId--;
        CHECK_EQUAL(FilterReplyMessage(port, &reply, row == 0 ? 16 + 6 : 16 + 9), 0);
        CHECK_EQUAL(pthread_join(thread, NULL), 0);
        CHECK_ROW(row, sending.status, row == 0 ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW);
        CHECK_ROW(row, sending.replyBytes, row == 0 ? 6 : 8);
        CHECK(strncmp(sending.reply, "world", 5) == 0);
        CHECK_EQUAL(FilterReplyMessage(port, &reply, 16 + 6), 0x801F0020);
    }
    CHECK(CloseHandle(port));
}

TEST("FltSendMessage without a reply returns when the message was fetched; nobody fetches it: STATUS_TIMEOUT, a success code")
{
    pthread_t thread;
    FETCHED fetched;
    AddMachine(26100);
    StartTestFilter();
    HANDLE port = connectToTest();
    SENDING sending = {.hasReply = false};
    startSending(&sending, &thread);
    CHECK_EQUAL(FilterGetMessage(port, &fetched, sizeof(fetched), NULL), 0);
    CHECK_EQUAL(fetched.header.ReplyLength, 0);
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
    CHECK_EQUAL(sending.status, STATUS_SUCCESS);
    SENDING late = {.hasReply = true, .timeout.QuadPart = -10000}; /* one millisecond */
    startSending(&late, &thread);
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
    CHECK_EQUAL(late.status, STATUS_TIMEOUT);
    CHECK(NT_SUCCESS(late.status));
    CHECK(CloseHandle(port));
    SENDING gone = {.hasReply = true};
    startSending(&gone, &thread);
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
    CHECK_EQUAL(gone.status, STATUS_PORT_DISCONNECTED);
}

TEST("FilterGetMessage with OVERLAPPED: ERROR_IO_PENDING until a message comes, then its bytes; a message too long for the buffer stays")
{
    pthread_t thread;
    FETCHED fetched;
    FLT_OVERLAPPED overlapped = {0};
    AddMachine(26100);
    StartTestFilter();
    HANDLE port = connectToTest();
    CHECK_EQUAL(FilterGetMessage(port, &fetched, sizeof(fetched), &overlapped), 0x800703E5);
    CHECK_EQUAL(overlapped.Internal, STATUS_PENDING);
    SENDING sending = {.hasReply = false};
    startSending(&sending, &thread);
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
    CHECK_EQUAL(overlapped.Internal, STATUS_SUCCESS);
    CHECK_EQUAL(overlapped.InternalHigh, 16 + 6);
    CHECK(strcmp(fetched.text, "hello") == 0);
    startSending(&sending, &thread);
    uint32_t result;
    do {
        result = FilterGetMessage(port, &fetched, 16 + 5, &overlapped);
    } while (result == 0x800703E5); /* the thread has not sent yet */
    CHECK_EQUAL(result, 0x8007007A);
    CHECK_EQUAL(FilterGetMessage(port, &fetched, sizeof(fetched), NULL), 0);
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
    CHECK_EQUAL(FilterGetMessage(port, &fetched, sizeof(fetched), &overlapped), 0x800703E5);
    CHECK(CloseHandle(port));
    CHECK_EQUAL(overlapped.Internal, (uint32_t)STATUS_PORT_DISCONNECTED);
}

static void *getMessage(void *argument)
{
    uint8_t message[32];
    const uint32_t result = FilterGetMessage(*(HANDLE *)argument, message, sizeof(message), NULL);
    return (void *)(uintptr_t)result;
}

TEST("a client that waits for a message is let go when its handle closes, and when the machine is forgotten")
{
    for (uint32_t row = 0; row < 2; row++) {
        pthread_t thread;
        void *result;
        AddMachine(26100);
        StartTestFilter();
        HANDLE port = connectToTest();
        CHECK_EQUAL(pthread_create(&thread, NULL, getMessage, &port), 0);
        if (row == 0) {
            CHECK(CloseHandle(port));
        } else {
            CHECK_EQUAL(SimReset(), 0);
        }
        CHECK_EQUAL(pthread_join(thread, &result), 0);
        CHECK_ROW(row, (uintptr_t)result, 0x80070006);
        CHECK_EQUAL(SimReset(), 0);
    }
}
