/// Student's law: a mean's distance from the truth, in standard errors that are themselves estimated.

public enum Student {
  /// Two-sided quantile: the normal's with Fisher and Cornish's terms to the third order, right to 1 % from 3 degrees of
  /// freedom on and to 0.01 % from 10 on. Without a degree of freedom nothing is sure.
  public static func t(_ z: Double, degrees: Int) -> Double {
    guard degrees > 0 else { return .infinity }
    let v = Double(degrees)
    let square = z * z
    let first = z * (square + 1) / 4
    let second = z * ((5 * square + 16) * square + 3) / 96
    let third = z * (((3 * square + 19) * square + 17) * square - 15) / 384
    return z + (first + (second + third / v) / v) / v
  }
}
