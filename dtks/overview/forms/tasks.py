"""Work that is given out from a list of people."""

from django import forms


class TaskForm(forms.Form):
    """What the kelurahan is asked to do, and in how many working days."""

    task = forms.CharField(label="Tugas", max_length=100)
    days = forms.IntegerField(label="Hari kerja", min_value=1, max_value=60)
