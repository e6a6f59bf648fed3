package io.quadriga.ipc.internal;

/** What a shared file holds. Its word begins the name of the file. */
enum Kind {
    QUEUE(1, "queue"),
    PIPE(2, "pipe"),
    LOCK(3, "lock"),
    SEMAPHORE(4, "semaphore"),
    CONDITION(5, "condition"),
    EVENT(6, "event"),
    BARRIER(7, "barrier"),
    NUMBERS(8, "numbers"),
    MEMORY(9, "memory");

    private final int code;
    private final String word;

    Kind(int code, String word) {
        this.code = code;
        this.word = word;
    }

    int code() {
        return code;
    }

    String word() {
        return word;
    }
}
