/// Standard input, output and error, as whoever started the program left them. One that is closed (`2>&-`) would be the
/// number of the next file that is opened, and what is said to a person would stand in it. So it is opened the wrong way
/// round: reading from it or writing to it fails, as from and to what is closed.

import Glibc

enum Descriptors {
  /// To be called before anything else is opened.
  static func reserve() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
      // The lowest free number is this one: those below it are taken.
      _ = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
