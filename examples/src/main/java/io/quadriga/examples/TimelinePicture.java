package io.quadriga.examples;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Draws which worker ran what when: a panel for each executor, a row for each worker, one scale.
 */
final class TimelinePicture {

    private static final int WIDTH = 1400;
    private static final int LEFT = 190;
    private static final int RIGHT = 30;
    private static final int TOP = 56;
    private static final int PANEL_TITLE = 26;
    private static final int ROW = 16;
    private static final int PANEL_GAP = 18;
    private static final int AXIS = 40;
    private static final int BOTTOM = 16;

    private static final Color INK = new Color(0x22, 0x2b, 0x36);
    private static final Color FAINT = new Color(0xe3, 0xe6, 0xea);
    private static final Color[][] TINTS = {
        {new Color(0x2f, 0x6d, 0xb5), new Color(0x7f, 0xae, 0xe0)},
        {new Color(0xc4, 0x5a, 0x1f), new Color(0xee, 0xa4, 0x72)},
        {new Color(0x2e, 0x86, 0x55), new Color(0x83, 0xc6, 0x9f)},
        {new Color(0x7b, 0x4f, 0xa8), new Color(0xb9, 0x98, 0xd8)},
        {new Color(0xa3, 0x3a, 0x52), new Color(0xdc, 0x8b, 0x9e)},
    };

    private record Panel(Lap lap, List<TimelineRow> rows) {

        int height() {
            return PANEL_TITLE + Math.max(1, rows.size()) * ROW + PANEL_GAP;
        }
    }

    private final List<Panel> panels;
    private final double seconds;
    private final BufferedImage image;
    private final Graphics2D graphics;

    private TimelinePicture(List<Panel> panels) {
        this.panels = panels;
        this.seconds =
                panels.stream().mapToDouble(each -> each.lap().passSeconds()).max().orElse(0);
        int height = TOP + panels.stream().mapToInt(Panel::height).sum() + AXIS + BOTTOM;
        this.image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
        this.graphics = image.createGraphics();
    }

    static TimelinePicture of(List<Lap> laps) {
        System.setProperty("java.awt.headless", "true"); // before AWT looks for a display
        return new TimelinePicture(
                laps.stream().map(lap -> new Panel(lap, TimelineRow.of(lap.spans()))).toList());
    }

    void write(Path file) throws IOException {
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        text("Which worker ran what when: one pass over the files", LEFT, 30, 17, Font.BOLD);
        axis(TimelineScale.of(seconds));
        int y = TOP;
        for (int i = 0; i < panels.size(); i++) {
            panel(panels.get(i), y, TINTS[i % TINTS.length]);
            y += panels.get(i).height();
        }
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    private void axis(TimelineScale scale) {
        int bottom = image.getHeight() - AXIS - BOTTOM;
        for (int i = 0; i <= scale.ticks(); i++) {
            double at = i * scale.step();
            int x = (int) x(at);
            graphics.setColor(FAINT);
            graphics.drawLine(x, TOP, x, bottom);
            String label = scale.label(at);
            int half = metrics(12, Font.PLAIN).stringWidth(label) / 2;
            text(label, Math.min(x - half, WIDTH - 2 * half - 4), bottom + 18, 12, Font.PLAIN);
        }
    }

    private void panel(Panel panel, int top, Color[] tints) {
        Lap lap = panel.lap();
        String title = lap.executor() + " (" + lap.backend() + ")";
        text(title, LEFT, top + 17, 14, Font.BOLD);
        int beside = LEFT + metrics(14, Font.BOLD).stringWidth(title) + 14;
        text(facts(lap), beside, top + 17, 12, Font.PLAIN);
        int y = top + PANEL_TITLE;
        for (TimelineRow row : panel.rows()) {
            label(row.label(), y + ROW - 4);
            graphics.setColor(FAINT);
            graphics.drawLine(LEFT, y + ROW - 1, WIDTH - RIGHT, y + ROW - 1);
            row.spans().forEach(span -> bar(span, y0(row, panel, top), tints));
            y += ROW;
        }
    }

    private static int y0(TimelineRow row, Panel panel, int top) {
        return top + PANEL_TITLE + panel.rows().indexOf(row) * ROW;
    }

    private static String facts(Lap lap) {
        return String.format(
                Locale.ROOT,
                "%,d tasks in %.0f ms, %,.0f tasks/s",
                lap.spans().size(),
                lap.passSeconds() * 1e3,
                lap.tasksPerSecond());
    }

    private void bar(Timeline.Span span, int y, Color[] tints) {
        double from = x(span.from() / 1e9);
        double width = Math.max(0.6, x(span.to() / 1e9) - from);
        graphics.setColor(tints[(int) (span.id() % 2)]); // so that neighbours can be told apart
        graphics.fill(new Rectangle2D.Double(from, y + 2, width, ROW - 5));
    }

    private double x(double second) {
        double share = seconds > 0 ? second / TimelineScale.of(seconds).end() : 0;
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private void label(String label, int y) {
        int width = metrics(11, Font.PLAIN).stringWidth(label);
        text(label, LEFT - 10 - width, y, 11, Font.PLAIN);
    }

    private void text(String text, int x, int y, int size, int style) {
        graphics.setColor(INK);
        graphics.setFont(new Font(Font.SANS_SERIF, style, size));
        graphics.drawString(text, x, y);
    }

    private java.awt.FontMetrics metrics(int size, int style) {
        return graphics.getFontMetrics(new Font(Font.SANS_SERIF, style, size));
    }
}
