package io.quadriga.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;

/** Draws the ratios of one module beside their goals. */
final class Chart {

    private Chart() {}

    static void write(Path file, String module, List<Result> results) throws IOException {
        CategoryChart chart =
                new CategoryChartBuilder()
                        .width(1800)
                        .height(700)
                        .title(module + ": how much better than the peer (1 is equal)")
                        .yAxisTitle("ratio, logarithmic")
                        .build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE);
        chart.getStyler().setXAxisLabelRotation(12);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisMin(0.1);
        List<String> cases = results.stream().map(Chart::label).toList();
        chart.addSeries("ours", cases, results.stream().map(Result::ratio).toList());
        chart.addSeries("goal", cases, results.stream().map(Result::goal).toList());
        ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
    }

    private static String label(Result result) {
        String what = result.name().replace("memory queue, ", "").replaceFirst(" of .*", "");
        return what + " / " + result.peerName().replaceFirst(".* of |Executors\\.", "");
    }
}
