/// Quantiles against printed tables, and the intervals against many small experiments.

import Analysis
import Testing

@Suite struct SurenessTests {
  @Test(
    arguments: [
      (1, 0.0), (0.5, 0.674_489_750_196_082), (0.317_310_507_862_914, 1), (0.1, 1.644_853_626_951_473),
      (0.05, 1.959_963_984_540_054), (0.01, 2.575_829_303_548_901), (0.001, 3.290_526_731_491_895),
      (0.000_001, 4.891_638_475_698_84),
    ])
  func `normal quantiles are the table's`(probability: Double, z: Double) {
    #expect(abs(Normal.z(twoSided: probability) - z) < 1e-11)
  }
}
