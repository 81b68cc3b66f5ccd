/// An error that lies in what a task reads or computes, not in where it runs: the same task would meet it again on
/// every executor, so the job fails at once.
package protocol PermanentError: Error {}
