/// Student's quantiles, against printed tables.

import Numerics
import Testing

struct StudentTests {
  @Test(arguments: [(3, 3.182_446), (10, 2.228_139), (30, 2.042_272), (1_000, 1.962_339)])
  func `Student's quantiles are the table's`(degrees: Int, t: Double) {
    #expect(abs(Student.t(Normal.z95, degrees: degrees) / t - 1) < (degrees < 10 ? 0.01 : 0.0001))
  }
}
