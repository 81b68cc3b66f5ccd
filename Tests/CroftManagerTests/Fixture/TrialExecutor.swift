import CroftLinux
import Glibc

/// A tiny program to be run as an executor: it obeys single letters that come on descriptor 3, and echoes those that
/// it survives. At the end of the file it exits with 0.
enum TrialExecutor {
  private static let source = """
    #include <signal.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <unistd.h>
    extern char **environ;
    int main(int argc, char **argv) {
      char letter;
      while (read(3, &letter, 1) == 1) {
        switch (letter) {
          case 'x': return 3;
          case 'k': raise(SIGKILL); break;
          case 'a': abort();
          // From now on only force ends it.
          case 't': signal(SIGTERM, SIG_IGN); break;
          // Leaves a child that only force ends, and tells its number.
          case 'f': {
            pid_t child = fork();
            if (child == 0) { signal(SIGTERM, SIG_IGN); for (;;) pause(); }
            dprintf(3, "%d\\n", (int)child);
            continue;
          }
          // What it was started with, on one line.
          case 's': {
            char here[4096], *number = getenv("CROFT_EXECUTOR");
            getcwd(here, sizeof here);
            dprintf(3, "%s %s %s %d %s\\n", argv[0], argv[1], number, (int)getuid(), here);
            continue;
          }
          case 'p': dprintf(2, "printed\\n"); break;
          // Stays when the channel closes.
          case 'w': write(3, &letter, 1); for (;;) pause();
        }
        if (write(3, &letter, 1) != 1) return 4;
      }
      return 0;
    }
    """

  static let image = CompiledProgram.make("trial", source)
}
