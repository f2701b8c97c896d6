"""A decision's maker is the request's maker: a composite foreign key, which Django cannot declare."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("corrections", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE corrections_decision ADD CONSTRAINT decision_request_and_maker
            FOREIGN KEY (request_id, maker_id) REFERENCES corrections_changerequest (id, maker_id)
            DEFERRABLE INITIALLY IMMEDIATE
            """,
            "ALTER TABLE corrections_decision DROP CONSTRAINT decision_request_and_maker",
        )
    ]
