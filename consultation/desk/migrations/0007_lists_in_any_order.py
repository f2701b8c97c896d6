from django.db import migrations, models

WORK_LISTS = ("id", "assigned_to", "kind", "is_first", "clock_due_at", "kelurahan", "closed_at")


class Migration(migrations.Migration):
    dependencies = [("desk", "0006_work_lists_out_of_an_index"), ("registry", "0006_names_out_of_an_index")]

    operations = [
        migrations.RemoveIndex(model_name="ticket", name="ticket_clock"),
        migrations.RemoveIndex(model_name="ticket", name="ticket_work_lists"),
        migrations.AddIndex(
            model_name="ticket", index=models.Index(fields=["clock_due_at", "id"], name="ticket_clock")
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("citizen", None)), fields=["id"], name="ticket_of_unknown"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["state"],
                include=("id", "citizen", *WORK_LISTS[1:]),
                name="ticket_work_lists",
            ),
        ),
    ]
