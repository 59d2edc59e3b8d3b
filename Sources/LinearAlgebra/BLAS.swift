/// The library underneath: OpenBLAS, on one thread, because the program divides its work over threads
/// itself. Its results differ in the last bits from one kind of CPU to another, so that counts and
/// money never pass through it; `core` names the kind, for the footer of a report.

import COpenBLAS

public enum BLAS {
  /// Set once, before the first use of the library; every function of this module reads it.
  public static let threads: Int = {
    openblas_set_num_threads(1)
    return Int(openblas_get_num_threads())
  }()

  /// The kernels that OpenBLAS chose for this CPU: `SkylakeX`, `Haswell`, `Zen`.
  public static var core: String {
    guard let name = openblas_get_corename() else { return "unknown" }
    return String(cString: name)
  }
}
