/// Student's law where it is known in closed form, and at its ends; its tables are in FunctionTests.

import Numerics
import Testing

struct StudentTests {
  @Test(arguments: [0.9, 0.5, 0.05, 1e-3, 1e-12])
  func `of one degree it is Cauchy's law, of two it has a root`(p: Double) {
    let (c, s) = Mathematics.direction(p * 1.570_796_326_794_896_6)
    #expect(abs(Student.t(twoSided: p, degrees: 1) * s / c - 1) < 1e-13)
    let root = (2 / (p * (2 - p)) - 2).squareRoot()
    #expect(abs(Student.t(twoSided: p, degrees: 2) / root - 1) < 1e-12)
  }

  @Test(arguments: [1, 3, 31, 1_000])
  func `it is as far out as the normal law is beyond z, and farther out than z`(degrees: Int) {
    for z in [0.1, 1, Normal.z95, 4, 7] {
      let t = Student.t(z, degrees: degrees)
      #expect(t > z)
      #expect(
        abs(Student.tails(beyond: t, degrees: degrees) / (2 * Normal.probability(atMost: -z)) - 1) < 1e-12)
    }
    #expect(
      abs(Student.t(Normal.z95, degrees: degrees) / Student.t(twoSided: 0.05, degrees: degrees) - 1) < 1e-14)
  }

  @Test func `without a degree of freedom nothing is sure, and what is always so is at 0`() {
    #expect(
      Student.t(Normal.z95, degrees: 0) == .infinity && Student.t(twoSided: 0.05, degrees: 0) == .infinity)
    #expect(Student.t(0, degrees: 5) == 0 && Student.t(twoSided: 1, degrees: 5) == 0)
  }
}
