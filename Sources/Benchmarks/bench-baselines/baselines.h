// The baselines. Each takes its arguments, prints its result, and reports its time on standard error as "seconds", from
// its beginning to the result in memory; what is printed afterwards costs none of it.
#pragma once

void wordcount(char **arguments);  // FILE THREADS
void groupby(char **arguments);    // FILE THREADS KEYCOLUMN
void join(char **arguments);       // FACTS DIMENSION THREADS
void kmeans(char **arguments);     // FILE THREADS ROUNDS CENTRES; the time is that of the rounds
void copy(char **arguments);       // BYTES THREADS; the time is that of the copying to memory in use
void pingpong(char **arguments);   // MESSAGES INFLIGHT
