/// The program that people call: all of it is in the module Program.

import Program

Lotwise.main()
